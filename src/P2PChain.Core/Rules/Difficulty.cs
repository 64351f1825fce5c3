using P2PChain.Core.Model;

namespace P2PChain.Core.Rules;

/// <summary>The difficulty required of a block.</summary>
/// <remarks>Source: docs/rules.md H4.</remarks>
public static class Difficulty
{
    // One long gap must not drop the difficulty of an idle network to the floor.
    private const int GapSpacingsMax = 10;

    /// <summary>
    /// <c>fixed</c>: the initial one. <c>moving</c>: the initial one at heights 1 and 2, then min(2^53 − 1, max(256, d
    /// + ⌊d·(spacing − g) / half-life⌋)), rounding towards −∞ in 128 bits.
    /// </summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="height">The height of the block, 1 or more.</param>
    /// <param name="parentDifficulty">d.</param>
    /// <param name="parentMaxTimeMs">Largest time from genesis to the parent.</param>
    /// <param name="grandparentMaxTimeMs">Largest time from genesis to the grandparent; any value at height 1.</param>
    public static long Required(
        NetworkParameters parameters,
        long height,
        long parentDifficulty,
        long parentMaxTimeMs,
        long grandparentMaxTimeMs)
    {
        if (parameters.Retarget is not { } moving || height <= 2) return parameters.InitialDifficulty;
        var gap = Math.Min(parentMaxTimeMs - grandparentMaxTimeMs, GapSpacingsMax * moving.TargetSpacingMs);
        var product = (Int128)parentDifficulty * (moving.TargetSpacingMs - gap);
        var step = product / moving.HalfLifeMs;
        if (product < 0 && step * moving.HalfLifeMs != product) step -= 1;
        var next = parentDifficulty + step;
        return (long)Int128.Clamp(next, NetworkParameters.DifficultyMin, NetworkParameters.IntegerMax);
    }
}
