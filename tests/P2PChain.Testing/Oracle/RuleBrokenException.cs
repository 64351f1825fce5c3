namespace P2PChain.Testing.Oracle;

/// <summary>
/// Thrown at the first rule that does not hold, and turned into an <see cref="OracleViolation"/> by
/// <see cref="ReferenceLedger"/>. The product returns violations as values; the oracle throws, so that its rules read
/// from top to bottom as the specification does.
/// </summary>
public sealed class RuleBrokenException(string rule, string detail) : Exception($"{rule}: {detail}")
{
    internal RuleBrokenException(string rule, FormattableString detail)
        : this(rule, FormattableString.Invariant(detail))
    {
    }

    public string Rule { get; } = rule;

    public string Detail { get; } = detail;

    internal static void Require(bool holds, string rule, FormattableString detail)
    {
        if (!holds)
            throw new RuleBrokenException(rule, detail);
    }
}
