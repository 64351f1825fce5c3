using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Chain;

/// <summary>Blocks ahead of this node's clock, kept until they are due: honest clocks differ. Bounded.</summary>
/// <remarks>Source: docs/rules.md F4.</remarks>
public sealed class ParkedBlocks
{
    /// <summary>Most blocks that wait.</summary>
    public const int CountMax = 16;

    /// <summary>Most bytes of transactions that wait.</summary>
    public const long BytesMax = 8L << 20;

    /// <summary>How far ahead of the clock a block may be dated to be kept at all.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromHours(24);

    private readonly List<ParkedBlock> _blocks = [];

    /// <summary>Blocks that wait.</summary>
    public int Count => _blocks.Count;

    /// <summary>When the next one is due; null when none waits.</summary>
    public UnixTime? NextDue => _blocks.Count == 0 ? null : _blocks[0].Due;

    /// <summary>Whether this block waits here.</summary>
    public bool Contains(Hash256 hash) => _blocks.Exists(parked => parked.Block.Hash == hash);

    /// <summary>Whether there is room for it.</summary>
    public bool HasRoom(CheckedBlock block, UnixTime now) =>
        new UnixTime(block.Block.Header.TimeMs).Since(now) <= AheadMax
        && _blocks.Count < CountMax
        && _blocks.Sum(parked => parked.Block.Block.TransactionBytes) + block.Block.TransactionBytes <= BytesMax;

    /// <summary>Keeps a block for which there is room.</summary>
    public void Add(ParkedBlock parked)
    {
        _blocks.Add(parked);
        _blocks.Sort((left, right) => left.Due.CompareTo(right.Due));
    }

    /// <summary>Takes out those that are due.</summary>
    public IReadOnlyList<ParkedBlock> TakeDue(UnixTime now)
    {
        var due = _blocks.Where(parked => parked.Due <= now).ToList();
        _blocks.RemoveAll(parked => parked.Due <= now);
        return due;
    }
}
