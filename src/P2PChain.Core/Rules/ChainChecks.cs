using P2PChain.Core.Model;

namespace P2PChain.Core.Rules;

/// <summary>The rules for a header that need its parent.</summary>
/// <remarks>Source: docs/rules.md H4, H7, H8.</remarks>
public static class ChainChecks
{
    /// <summary>Checks a header against its parent; null if it keeps the rules.</summary>
    /// <param name="header">The header; its <c>prev_hash</c> is the parent.</param>
    /// <param name="parentHeight">The parent's index.</param>
    /// <param name="requiredDifficulty">The difficulty required of a child.</param>
    /// <param name="medianTimeMs">The median of the last eleven times up to the parent.</param>
    public static Violation? Check(BlockHeader header, long parentHeight, long requiredDifficulty, long medianTimeMs)
    {
        if (header.Index != parentHeight + 1) return Violation.Of(Rule.IndexFollows, header.Index, parentHeight + 1);
        if (header.Difficulty != requiredDifficulty)
            return Violation.Of(Rule.DifficultyRequired, header.Difficulty, requiredDifficulty);
        return header.TimeMs > medianTimeMs
            ? null
            : Violation.Of(Rule.TimeAfterMedian, header.TimeMs, medianTimeMs + 1);
    }
}
