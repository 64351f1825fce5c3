using System.Collections.Immutable;

namespace P2PChain.Storage;

/// <summary>What a <see cref="Repair"/> did.</summary>
/// <param name="Copy">The file as it was; null when nothing was wrong and nothing was touched.</param>
/// <param name="Findings">What was wrong: table, row and what, safe to show.</param>
/// <param name="FindingCount">How many such places there were.</param>
/// <param name="Height">Of the best chain now.</param>
/// <param name="Cut">Blocks that could be read, at least where they stood, and could not be kept.</param>
/// <param name="Unread">Blocks that some table still tells of, and of which nothing could be read.</param>
/// <param name="Waiting">Transactions of those that wait again.</param>
/// <param name="Lost">Those that no longer stand; the ledger keeps the reason.</param>
public sealed record RepairReport(
    string? Copy, ImmutableArray<string> Findings, long FindingCount, long Height, long Cut = 0, long Unread = 0, long Waiting = 0, long Lost = 0);
