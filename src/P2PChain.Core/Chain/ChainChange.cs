using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>The changes of a step, for the disk and for memory.</summary>
public sealed record ChainChange
{
    /// <summary>No change.</summary>
    public static ChainChange None { get; } = new();

    /// <summary>Blocks to keep, on the best chain or beside it.</summary>
    public ImmutableArray<Block> Stored { get; init; } = [];

    /// <summary>Blocks to forget: condemned ones, and side blocks that make room.</summary>
    public ImmutableArray<Hash256> Forgotten { get; init; } = [];

    /// <summary>Blocks that leave the best chain, the tip first.</summary>
    public ImmutableArray<HeaderNode> Disconnected { get; init; } = [];

    /// <summary>Blocks that join the best chain, the lowest first.</summary>
    public ImmutableArray<ConnectedBlock> Connected { get; init; } = [];

    /// <summary>Whether the validation of another branch begins.</summary>
    public bool BeginsStage { get; init; }

    /// <summary>Side blocks that were found valid, with their undo records, the lowest first.</summary>
    public ImmutableArray<ConnectedBlock> Staged { get; init; } = [];

    /// <summary>The staged branch that joins the best chain; null if none does.</summary>
    public BranchJoin? Join { get; init; }

    /// <summary>The changed items after the step; null for an item without any transaction left.</summary>
    public ImmutableArray<KeyValuePair<ItemId, CustodyEntry?>> Items { get; init; } = [];

    /// <summary>The node's clock, if blocks join or leave the best chain; 0 otherwise.</summary>
    public UnixTime At { get; init; }

    /// <summary>The time of the plan by the monotonic clock.</summary>
    public Moment Elapsed { get; init; }

    /// <summary>The changes of the pool.</summary>
    public PoolChange Pool { get; init; } = PoolChange.None;

    /// <summary>Transactions that lose their mark as this node's own. None of them waits.</summary>
    public ImmutableArray<Hash256> Unmarked { get; init; } = [];

    /// <summary>Alarms to keep, each in place of its earlier state.</summary>
    public ImmutableArray<KeptRewrite> Rewrites { get; init; } = [];

    /// <summary>Whether a step changed nothing.</summary>
    public bool IsNone =>
        Stored.IsEmpty && Forgotten.IsEmpty && Staged.IsEmpty && !BeginsStage && !MovesTip && Pool.IsNone;

    /// <summary>Whether the step changes the best chain.</summary>
    public bool MovesTip => !Connected.IsEmpty || !Disconnected.IsEmpty || Join is not null;
}
