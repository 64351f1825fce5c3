using System.Collections.Immutable;

namespace P2PChain.Fuzz;

/// <summary>A reader of what strangers send or people type, and what it promises.</summary>
/// <param name="Name">As <c>--target</c> takes it.</param>
/// <param name="Promise">What holds whatever the input is; it is what <see cref="Run"/> throws at when it does not.</param>
/// <param name="Run">Reads one input: tells what became of it, and throws only where the promise is broken.</param>
/// <param name="Corpus">What the mutations start from.</param>
/// <param name="Words">Pieces of the target's own language, put into inputs as they are.</param>
/// <param name="KindsMin">How many different answers ten thousand runs must at least have seen.</param>
internal sealed record FuzzTarget(
    string Name, string Promise, FuzzRun Run, ImmutableArray<byte[]> Corpus, ImmutableArray<string> Words, int KindsMin)
{
    /// <summary>
    /// Makes a mutation one that gets further, such as by putting its true hash into a block; null where none does.
    /// </summary>
    public Func<byte[], byte[]>? Mend { get; init; }
}
