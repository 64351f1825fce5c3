using System.Collections.Immutable;
using P2PChain.Actors.Console;

namespace P2PChain.Http.Documents;

/// <summary>The peers of the node.</summary>
/// <param name="Connected">The connected peers.</param>
/// <param name="Dialling">The dialled addresses without a connection.</param>
/// <param name="Gone">The connections that ended, the latest first.</param>
/// <param name="Refused">The refused connections, by reason.</param>
/// <param name="Bans">The number of bans in force.</param>
public sealed record PeersDocument(
    ImmutableArray<PeerDocument> Connected,
    ImmutableArray<DialDocument> Dialling,
    ImmutableArray<GoneDocument> Gone,
    ImmutableArray<RefusedDocument> Refused,
    int Bans) : Document("p2pchain.peers/1")
{
    internal static PeersDocument Of(AnswerProtocol.Peers peers, IWords words) => new(
        [.. peers.Connected.Select(peer => PeerDocument.Of(peer, peers.Named.Contains(peer.Id), words))],
        [.. peers.Dialling.Select(static dial => new DialDocument(
            dial.Address, dial.RetryIn?.TotalSeconds, dial.LastFailure, dial.Refusal, dial.IsBanned))],
        [.. peers.Record.Gone.Select(static gone => new GoneDocument(
            gone.Address, gone.Reason, gone.Ago.TotalSeconds))],
        [.. peers.Record.Refused.Select(static one => new RefusedDocument(
            one.Reason, one.Count, one.LastAddress, one.LastAgo.TotalSeconds))],
        peers.Bans);
}
