using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Storage;

/// <summary>What an <see cref="IntegrityCheck"/> found.</summary>
/// <param name="Network">The ledger's network; null when the file does not say, or not soundly.</param>
/// <param name="Height">Of the best chain's last block that follows from genesis by the rules.</param>
/// <param name="Tip">That block's hash.</param>
/// <param name="SideBlocks">Blocks kept beside the best chain.</param>
/// <param name="Transactions">Of the best chain.</param>
/// <param name="Items">Ever seen.</param>
/// <param name="Waiting">Transactions in the pool.</param>
/// <param name="Findings">Table, row and what is wrong there, a line each, safe to show; the first of them.</param>
/// <param name="FindingCount">All of them; 0 for a sound ledger.</param>
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
    /// <summary>Whether everything is as this program would have written it.</summary>
    public bool IsSound => FindingCount == 0;
}
