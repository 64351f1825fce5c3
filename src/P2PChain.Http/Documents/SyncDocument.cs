using System.Collections.Immutable;
using P2PChain.Actors.Console;

namespace P2PChain.Http.Documents;

/// <summary>The result of a sync.</summary>
/// <param name="Height">The height of the node's last block.</param>
/// <param name="Tip">Its hash.</param>
/// <param name="PeersInStep">The number of asked peers that have it too.</param>
/// <param name="PeersAsked">The number of asked peers.</param>
/// <param name="PlainPeers">The number of nodes of the original network, which are not asked.</param>
/// <param name="Answers">The answer of each asked peer.</param>
public sealed record SyncDocument(
    long Height,
    string Tip,
    int PeersInStep,
    int PeersAsked,
    int PlainPeers,
    ImmutableArray<SyncAnswerDocument> Answers) : Document("p2pchain.sync/1")
{
    internal static SyncDocument Of(AnswerProtocol.SyncResult sync) => new(
        sync.Tip.Height,
        sync.Tip.Hash.ToString(),
        sync.PeersInStep,
        sync.PeersAsked,
        sync.PlainPeers,
        [.. sync.Answers.Select(static one => new SyncAnswerDocument(one.Address, one.Height, one.IsInStep))]);
}
