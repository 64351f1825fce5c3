namespace P2PChain.Core.Chain;

/// <summary>The bounds of side branches and reorganisations.</summary>
/// <param name="SideBytesMax">
/// Bytes of all side blocks, header and body. The branch that is being fetched may exceed them.
/// </param>
/// <param name="StepBytesMax">
/// Bytes of the blocks that leave and join the best chain in one step. A longer reorganisation is made in stages.
/// </param>
/// <remarks>Source: docs/rules.md F5, F7.</remarks>
public sealed record BranchLimits(long SideBytesMax = 256L << 20, long StepBytesMax = 64L << 20)
{
    /// <summary>The pause before each stage. Messages that wait come between two stages even without one.</summary>
    public TimeSpan StagePause { get; init; }
}
