using P2PChain.Core.Custody;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>
/// The ledger after a step, for readers on any thread. It never changes. A new one shares all that the step did not
/// change, so it costs as much as the step changed.
/// </summary>
/// <param name="Chain">The best chain.</param>
/// <param name="Custody">The holder of each item after the tip.</param>
/// <param name="Pool">The waiting transactions.</param>
public sealed record LedgerView(BestChain Chain, CustodyState Custody, PoolView Pool)
{
    /// <summary>The known blocks besides those of the best chain.</summary>
    public KnownBlocks Known { get; init; } = KnownBlocks.None;

    /// <summary>Number of blocks ahead of this node's clock.</summary>
    public int Parked => Known.Parked.Length;

    /// <summary>The finding that this node's clock is off; null if it is not.</summary>
    public ClockFinding? Clock { get; init; }

    /// <summary>Monotonic time since which transactions have waited without a block; null if none waits.</summary>
    public TimeSpan? UnminedSince { get; init; }

    /// <summary>The first block seen that follows newer rules; null if none was seen lately.</summary>
    public (long Height, long Version)? Newer { get; init; }

    /// <summary>The last block of the best chain.</summary>
    public HeaderNode Tip => Chain.Tip;

    /// <summary>
    /// The chain's answer to another copy of a block that it keeps, has condemned or has parked. Null if the block is
    /// to be verified and submitted.
    /// </summary>
    /// <param name="hash">The block's hash.</param>
    /// <param name="height">The height in its header.</param>
    /// <param name="now">The node's clock: a block that is due is not parked any more.</param>
    public Verdict? Find(Hash256 hash, long height, UnixTime now)
    {
        if (Chain.AtHeight(height)?.Hash == hash || Known.Side.Contains(hash)) return Verdict.AlreadyKnown.Instance;
        if (Known.Condemned.TryGetValue(hash, out var violation)) return new Verdict.Invalid(violation);
        foreach (var parked in Known.Parked)
        {
            if (parked.Block.Hash == hash && parked.Due > now)
                return new Verdict.AheadOfClock(parked.Due, IsKept: true);
        }
        return null;
    }

    /// <summary>The time limits of admission and mining.</summary>
    /// <param name="now">The node's clock.</param>
    public PoolClock PoolClock(UnixTime now) => new(now, Tip.RecentMaxTimeMs());
}
