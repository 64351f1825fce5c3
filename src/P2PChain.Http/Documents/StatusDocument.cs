using System.Collections.Immutable;
using P2PChain.Actors.Console;
using P2PChain.Actors.Console.Health;

namespace P2PChain.Http.Documents;

/// <summary>The state of the node.</summary>
/// <param name="Verdict"><c>HEALTHY</c>, or the word of the first problem.</param>
/// <param name="Problems">The problems, the most important first.</param>
/// <param name="Node">This node.</param>
/// <param name="Chain">Its ledger.</param>
/// <param name="Peers">The number of connected peers.</param>
/// <param name="PeersInStep">The number of peers with this node's tip.</param>
public sealed record StatusDocument(
    string Verdict,
    ImmutableArray<ProblemDocument> Problems,
    NodeDocument Node,
    ChainDocument Chain,
    int Peers,
    int PeersInStep) : Document("p2pchain.status/1")
{
    internal static StatusDocument Of(AnswerProtocol.Status status, IWords words)
    {
        ImmutableArray<ProblemDocument> problems =
        [
            .. Diagnosis.Of(status).Select(words.Of)
                .Select(static text => new ProblemDocument(text.Word, text.Sentence)),
        ];
        return new StatusDocument(
            problems.IsEmpty ? "HEALTHY" : problems[0].Word,
            problems,
            NodeDocument.Of(status, words),
            ChainDocument.Of(status),
            status.Peers.Length,
            InStep.Of(status).Peers);
    }
}
