using System.Collections.Immutable;
using P2PChain.Actors.Ledger;

namespace P2PChain.Http.Documents;

/// <summary>A part of the transactions that wait for a block, in their order.</summary>
/// <param name="Transactions">The transactions.</param>
/// <param name="Total">The number of all that wait.</param>
/// <param name="UnminedSeconds">Seconds for which some have waited without a block; null if none waits.</param>
public sealed record PoolDocument(ImmutableArray<WaitingDocument> Transactions, int Total, double? UnminedSeconds)
    : Document("p2pchain.pool/1")
{
    internal static PoolDocument Of(LookupProtocol.PoolPage page, IWords words) => new(
        [.. page.Entries.Select(entry => WaitingDocument.Of(entry, words))], page.Total, page.Unmined?.TotalSeconds);
}
