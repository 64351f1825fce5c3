namespace P2PChain.Core.Model;

/// <summary>The times of the <c>moving</c> difficulty rule; without them the difficulty is <c>fixed</c>.</summary>
/// <param name="HalfLifeMs">How slowly difficulty follows, 16 … 64 × the spacing, in milliseconds.</param>
/// <param name="TargetSpacingMs">The intended time between blocks, 1,000 … 86,400,000 ms.</param>
public sealed record Retarget(long HalfLifeMs, long TargetSpacingMs);
