namespace P2PChain.Core.Primitives;

/// <summary>A node contradicts itself. The state in memory must not be used any more.</summary>
/// <param name="rule">The broken condition.</param>
/// <param name="found">Where it does not hold.</param>
public sealed class InvariantException(string rule, string found) : Exception($"{rule}; found: {found}")
{
    /// <summary>The broken condition.</summary>
    public string Rule { get; } = rule;

    /// <summary>Where it does not hold.</summary>
    public string Found { get; } = found;
}
