using System.Collections.Immutable;
using System.Globalization;

namespace P2PChain.Testing;

/// <summary>Keys for tests, the same in every run. Their private halves are public: no network may list them.</summary>
public static class TestKeys
{
    public static DeterministicSigner Alice { get; } = DeterministicSigner.Named("Alice");

    public static DeterministicSigner Bob { get; } = DeterministicSigner.Named("Bob");

    public static DeterministicSigner Carol { get; } = DeterministicSigner.Named("Carol");

    public static DeterministicSigner Dave { get; } = DeterministicSigner.Named("Dave");

    public static DeterministicSigner Erin { get; } = DeterministicSigner.Named("Erin");

    public static DeterministicSigner Frank { get; } = DeterministicSigner.Named("Frank");

    /// <summary>The one who cheats.</summary>
    public static DeterministicSigner Mallory { get; } = DeterministicSigner.Named("Mallory");

    /// <summary>All of the above, in that order.</summary>
    public static ImmutableArray<DeterministicSigner> All { get; } = [Alice, Bob, Carol, Dave, Erin, Frank, Mallory];

    /// <summary>As many more as a test needs: node 0, node 1, … Computed anew at each call.</summary>
    public static DeterministicSigner Number(int i) => DeterministicSigner.Named(
        i.ToString(CultureInfo.InvariantCulture));
}
