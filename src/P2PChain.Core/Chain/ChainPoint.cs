using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>The place of a block in its chain, as values: messages carry this, and not a header with its ancestors.</summary>
/// <param name="Height">The block's height.</param>
/// <param name="Hash">The block's hash.</param>
/// <param name="Work">Sum of difficulties from genesis to the block.</param>
/// <param name="TimeMs">The block's time, Unix milliseconds.</param>
public readonly record struct ChainPoint(long Height, Hash256 Hash, Work Work, long TimeMs);
