using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;

namespace P2PChain.Actors.Console;

/// <summary>Finds out how far our chain has reached the peers.</summary>
internal static class PeerReach
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Answers by the peers' last tips, and asks them for new ones.</summary>
    public static async Task<ConsoleProtocol.Reach> AskAsync(IActorRef readers, IActorRef peers)
    {
        var list = await peers.Query(PeerProtocol.GetPeers.Instance, Patience);
        var extended = list.Connected.Where(static peer => peer.IsExtended).ToList();
        var tips = extended.Select(static peer => peer.Tip).Distinct();
        var shared = await readers.Query(new ChainProtocol.GetShared([.. tips]), Patience);
        peers.Tell(PeerProtocol.AskTips.Instance);
        return new ConsoleProtocol.Reach(
            list.Named.Length > 0 || list.Dialling.Any(static dial => !dial.IsBanned) || list.HasSeeds,
            list.Connected.Any(peer => IsSought(peer, list) && (!peer.IsExtended || peer.Tip == shared.Tip.Hash)),
            shared.Height)
        {
            IsConnected = extended.Count > 0,
            IsAmongPlainPeers = extended.Count == 0 && list.Connected.Length > 0,
        };
    }

    /// <summary>Whether a person listed the peer's address, or this node found it by its seeds.</summary>
    private static bool IsSought(PeerView peer, PeerProtocol.PeerList list) =>
        list.Named.Contains(peer.Id) || (list.HasSeeds && peer.IsOutbound);
}
