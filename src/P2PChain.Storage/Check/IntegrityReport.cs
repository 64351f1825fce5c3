using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Storage.Check;

/// <summary>The result of an <see cref="IntegrityCheck"/>.</summary>
/// <param name="Network">The ledger's network; null if the file does not say, or not soundly.</param>
/// <param name="Height">The height of the best chain's last valid block.</param>
/// <param name="Tip">That block's hash.</param>
/// <param name="SideBlocks">Number of side blocks.</param>
/// <param name="Transactions">Number of transactions on the best chain.</param>
/// <param name="Items">Number of items.</param>
/// <param name="Waiting">Number of transactions in the pool.</param>
/// <param name="Findings">The first findings: table, row and fault, one line each, safe to show.</param>
/// <param name="FindingCount">Number of all findings; 0 for a sound ledger.</param>
public sealed record IntegrityReport(
    NetworkParameters? Network,
    long Height,
    Hash256 Tip,
    long SideBlocks,
    long Transactions,
    long Items,
    long Waiting,
    ImmutableArray<string> Findings,
    long FindingCount)
{
    /// <summary>Whether the ledger is as this program writes it.</summary>
    public bool IsSound => FindingCount == 0;
}
