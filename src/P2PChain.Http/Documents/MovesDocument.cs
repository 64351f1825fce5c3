using System.Collections.Immutable;

namespace P2PChain.Http.Documents;

/// <summary>The outcome of a request or a release.</summary>
/// <param name="Moves">One outcome for each item.</param>
public sealed record MovesDocument(ImmutableArray<OutcomeDocument> Moves) : Document("p2pchain.moves/1");
