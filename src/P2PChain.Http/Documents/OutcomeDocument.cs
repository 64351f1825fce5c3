using System.Collections.Immutable;

namespace P2PChain.Http.Documents;

/// <summary>The outcome of one transaction.</summary>
/// <param name="Item">The item.</param>
/// <param name="Type"><c>request</c> or <c>release</c>.</param>
/// <param name="State"><c>accepted</c>: on this node's disk; <c>confirmed</c>: in a block; or <c>refused</c>.</param>
/// <param name="Txid">The transaction; null if nothing was signed.</param>
/// <param name="Height">The block, if it is confirmed.</param>
/// <param name="WaitsUntil">The earliest time of a block with it; null if the next block may hold it.</param>
/// <param name="Refusal">The reason, if it is refused.</param>
/// <param name="Similar">Known ids that differ only by case or dots at the end.</param>
public sealed record OutcomeDocument(
    string Item,
    string Type,
    string State,
    string? Txid,
    long? Height,
    DateTime? WaitsUntil,
    RefusalDocument? Refusal,
    ImmutableArray<string> Similar);
