using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>What a step changes, for the disk and for memory alike.</summary>
public sealed record ChainChange
{
    /// <summary>Nothing changes.</summary>
    public static ChainChange None { get; } = new();

    /// <summary>Blocks that are kept from now on, on the best chain or beside it.</summary>
    public ImmutableArray<Block> Stored { get; init; } = [];

    /// <summary>Blocks that are no longer kept: condemned, or side branches that made room.</summary>
    public ImmutableArray<Hash256> Forgotten { get; init; } = [];

    /// <summary>Blocks that leave the best chain, the tip first.</summary>
    public ImmutableArray<HeaderNode> Disconnected { get; init; } = [];

    /// <summary>Blocks that join the best chain, the lowest first.</summary>
    public ImmutableArray<ConnectedBlock> Connected { get; init; } = [];

    /// <summary>The touched items after the step; null for an item that was never seen any more.</summary>
    public ImmutableArray<KeyValuePair<ItemId, CustodyEntry?>> Items { get; init; } = [];

    /// <summary>The node's clock when blocks join or leave the best chain; 0 otherwise.</summary>
    public UnixTime At { get; init; }

    /// <summary>What happens to waiting transactions.</summary>
    public PoolChange Pool { get; init; } = PoolChange.None;

    /// <summary>Transactions that are no longer marked as this node's own; they wait nowhere.</summary>
    public ImmutableArray<Hash256> Unmarked { get; init; } = [];

    /// <summary>Whether there is nothing to write.</summary>
    public bool IsNone => Stored.IsEmpty && Forgotten.IsEmpty && Connected.IsEmpty && Disconnected.IsEmpty && Pool.IsNone;
}
