using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>A block's place in its chain. Messages carry it instead of a header with its ancestors.</summary>
/// <param name="Height">The block's height.</param>
/// <param name="Hash">The block's hash.</param>
/// <param name="Work">Sum of difficulties from genesis to the block.</param>
/// <param name="TimeMs">The block's time, Unix milliseconds.</param>
public readonly record struct ChainPoint(long Height, Hash256 Hash, Work Work, long TimeMs);
