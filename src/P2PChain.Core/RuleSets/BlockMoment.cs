using P2PChain.Core.Model;

namespace P2PChain.Core.RuleSets;

/// <summary>The block in which a transaction is judged.</summary>
/// <param name="Height">Its index; 0 while the transaction waits.</param>
/// <param name="TimeMs">Its time, Unix milliseconds.</param>
public readonly record struct BlockMoment(long Height, long TimeMs)
{
    /// <summary>The moment of waiting transactions: height 0 and the latest time.</summary>
    public static BlockMoment Waiting { get; } = new(0, NetworkParameters.TimeMsMax);

    /// <summary>The moment of a block.</summary>
    public static BlockMoment Of(Block block) => new(block.Height, block.Header.TimeMs);
}
