using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>A past state of the best chain, as a person names it.</summary>
public abstract record AsOf
{
    private AsOf()
    {
    }

    /// <summary>The last block of that state; null if the chain has no such block.</summary>
    public abstract HeaderNode? On(BestChain chain);

    /// <summary>After the block at a height.</summary>
    public sealed record Height(long Index) : AsOf
    {
        /// <inheritdoc/>
        public override HeaderNode? On(BestChain chain) => chain.AtHeight(Index);
    }

    /// <summary>
    /// At a time: after the highest block that is not dated later, nor follows a block that is. Genesis if there is
    /// none.
    /// </summary>
    public sealed record Time(UnixTime At) : AsOf
    {
        /// <inheritdoc/>
        public override HeaderNode On(BestChain chain)
        {
            // The largest time up to a height never falls with the height.
            var (last, after) = (0L, chain.Tip.Height + 1);
            while (after - last > 1)
            {
                var middle = last + ((after - last) / 2);
                if (chain.AtHeight(middle)!.MaxTimeMs <= At.Milliseconds) last = middle;
                else after = middle;
            }
            return chain.AtHeight(last)!;
        }
    }
}
