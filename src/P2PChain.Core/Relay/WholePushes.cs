using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Relay;

/// <summary>Decides which peers are sent a new transaction whole. The others are told that it is there.</summary>
/// <remarks>
/// A node sends its own transactions always to the same peers, so that a release arrives after its request. Source:
/// docs/protocol.md, relay.
/// </remarks>
public static class WholePushes
{
    /// <summary>A node with at most so many peers sends them every transaction whole.</summary>
    public const int FewPeers = 4;

    /// <summary>Peers that are sent an own transaction whole, of those that could request it.</summary>
    public const int OwnMax = 3;

    /// <summary>The peers that are sent a transaction whole.</summary>
    /// <param name="peers">All extended peers.</param>
    /// <param name="isOwn">Whether it was submitted here.</param>
    /// <param name="fewPeers">See <see cref="FewPeers"/>.</param>
    public static ImmutableArray<PeerId> Choose(
        IReadOnlyCollection<Candidate> peers, bool isOwn, int fewPeers = FewPeers)
    {
        if (peers.Count <= fewPeers) return [.. peers.Select(peer => peer.Id)];
        var asking = peers.Where(peer => peer.TakesInventory);
        var favoured = asking.OrderBy(peer => !peer.IsDialled).ThenBy(peer => peer.Id.Number);
        return
        [
            .. peers.Where(peer => !peer.TakesInventory).Select(peer => peer.Id),
            .. favoured.Take(isOwn ? OwnMax : 0).Select(peer => peer.Id),
        ];
    }

    /// <summary>A peer.</summary>
    /// <param name="Id">The connection.</param>
    /// <param name="IsDialled">Whether this node dialled: a stranger cannot choose that.</param>
    /// <param name="TakesInventory">Whether it requests announced transactions.</param>
    public readonly record struct Candidate(PeerId Id, bool IsDialled, bool TakesInventory);
}
