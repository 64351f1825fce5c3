namespace P2PChain.Core.Primitives;

/// <summary>A node contradicts itself. Where it was thrown nothing may go on with what is in memory.</summary>
/// <param name="rule">What should hold.</param>
/// <param name="found">Where it does not.</param>
public sealed class InvariantException(string rule, string found) : Exception($"{rule}; found: {found}")
{
    /// <summary>What should hold.</summary>
    public string Rule { get; } = rule;

    /// <summary>Where it does not.</summary>
    public string Found { get; } = found;
}
