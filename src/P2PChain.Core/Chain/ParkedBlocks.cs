using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Chain;

/// <summary>
/// Blocks ahead of this node's clock, kept until they are due, because honest clocks differ. Bounded.
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

    private readonly List<ParkedBlock> _blocks = [];

    /// <summary>Number of parked blocks.</summary>
    public int Count => _blocks.Count;

    /// <summary>The next due time; null if no block is parked.</summary>
    public UnixTime? NextDue => _blocks.Count == 0 ? null : _blocks[0].Due;

    /// <summary>Whether this block is parked.</summary>
    public bool Contains(Hash256 hash) => _blocks.Exists(parked => parked.Block.Hash == hash);

    /// <summary>Whether there is room for a block.</summary>
    public bool HasRoom(CheckedBlock block, UnixTime now) =>
        new UnixTime(block.Block.Header.TimeMs).Since(now) <= AheadMax
        && _blocks.Count < CountMax
        && _blocks.Sum(parked => parked.Block.Block.TransactionBytes) + block.Block.TransactionBytes <= BytesMax;

    /// <summary>Parks a block. There must be room for it.</summary>
    public void Add(ParkedBlock parked)
    {
        _blocks.Add(parked);
        _blocks.Sort((left, right) => left.Due.CompareTo(right.Due));
    }

    /// <summary>Removes and returns the due blocks.</summary>
    public IReadOnlyList<ParkedBlock> TakeDue(UnixTime now)
    {
        var due = _blocks.Where(parked => parked.Due <= now).ToList();
        _blocks.RemoveAll(parked => parked.Due <= now);
        return due;
    }
}
