using System.Globalization;

namespace P2PChain.Testing;

/// <summary>
/// How often a test repeats what is drawn anew each time: once, or as often as P2PCHAIN_TEST_SCALE says
/// (tests/overnight.sh).
/// </summary>
public static class TestScale
{
    private const string Variable = "P2PCHAIN_TEST_SCALE";

    private static readonly int Factor =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : 1;

    /// <summary>So many rounds, times the factor.</summary>
    public static int Times(int count) => checked(count * Factor);
}
