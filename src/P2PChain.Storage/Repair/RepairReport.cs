using System.Collections.Immutable;

namespace P2PChain.Storage.Repair;

/// <summary>The result of a <see cref="LedgerRepair"/>.</summary>
/// <param name="Copy">The copy of the damaged file; null if nothing was wrong.</param>
/// <param name="Findings">The findings: table, row and fault, safe to show.</param>
/// <param name="FindingCount">Number of all findings.</param>
/// <param name="Height">The height of the best chain now.</param>
/// <param name="Cut">Blocks whose place could be read, and that could not be kept.</param>
/// <param name="Unread">Blocks that a table mentions, without any readable part.</param>
/// <param name="Waiting">Their transactions that wait again.</param>
/// <param name="Lost">Their transactions that no longer stand; the ledger keeps the reason.</param>
public sealed record RepairReport(
    string? Copy,
    ImmutableArray<string> Findings,
    long FindingCount,
    long Height,
    long Cut = 0,
    long Unread = 0,
    long Waiting = 0,
    long Lost = 0);
