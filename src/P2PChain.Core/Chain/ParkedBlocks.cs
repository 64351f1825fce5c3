using System.Collections.Immutable;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Chain;

/// <summary>
/// Blocks ahead of this node's clock, kept until they are due, because honest clocks differ. They have a bound. Those
/// that are due last give way: a block of a clock that is hours fast takes no place of one that is due in a second.
/// </summary>
/// <remarks>Source: docs/rules.md F4.</remarks>
public sealed class ParkedBlocks
{
    /// <summary>Bound in blocks.</summary>
    public const int CountMax = 16;

    /// <summary>Bound in bytes of transactions.</summary>
    public const long BytesMax = 8L << 20;

    /// <summary>A block dated further ahead of the clock is not kept.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromHours(24);

    /// <summary>All of them, those due first in front; a value that never changes.</summary>
    public ImmutableArray<ParkedBlock> All { get; private set; } = [];

    /// <summary>Number of parked blocks.</summary>
    public int Count => All.Length;

    /// <summary>The next due time; null if no block is parked.</summary>
    public UnixTime? NextDue => All.IsEmpty ? null : All[0].Due;

    /// <summary>Whether this block is parked.</summary>
    public bool Contains(Hash256 hash) => All.Any(parked => parked.Block.Hash == hash);

    /// <summary>Whether there is room for a block beside those that are not due later.</summary>
    /// <param name="block">The block.</param>
    /// <param name="due">The time at which it is submitted again.</param>
    /// <param name="now">The node's clock.</param>
    public bool HasRoom(CheckedBlock block, UnixTime due, UnixTime now) =>
        new UnixTime(block.Block.Header.TimeMs).Since(now) <= AheadMax
        && Fit([.. All.Where(parked => parked.Due <= due).Select(parked => parked.Block), block]);

    /// <summary>Parks a block. Those due last make room for it. There must be room beside the others.</summary>
    public void Add(ParkedBlock parked)
    {
        All = All.Insert(All.Count(earlier => earlier.Due <= parked.Due), parked);
        while (!Fit([.. All.Select(each => each.Block)])) All = All.RemoveAt(All.Length - 1);
    }

    /// <summary>Removes and returns the due blocks.</summary>
    public IReadOnlyList<ParkedBlock> TakeDue(UnixTime now)
    {
        var due = All.Where(parked => parked.Due <= now).ToList();
        All = All.RemoveAll(parked => parked.Due <= now);
        return due;
    }

    private static bool Fit(IReadOnlyCollection<CheckedBlock> blocks) =>
        blocks.Count <= CountMax && blocks.Sum(each => each.Block.TransactionBytes) <= BytesMax;
}
