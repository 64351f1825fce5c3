using P2PChain.Simulation.Engine;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// What was found violated, and which rare things happened. Found by actors' code too, where an exception would be
/// eaten.
/// </summary>
public sealed class Findings(SimCore core)
{
    private readonly SortedDictionary<string, long> _marks = new(StringComparer.Ordinal);

    /// <summary>The first violation; null while everything holds.</summary>
    public string? Violation { get; private set; }

    /// <summary>How often each mark of coverage was hit.</summary>
    public IReadOnlyDictionary<string, long> Marks => _marks;

    /// <summary>A rule does not hold.</summary>
    /// <param name="rule">Its name in docs/testing.md.</param>
    /// <param name="detail">Who and what.</param>
    public void Violated(string rule, string detail)
    {
        core.Trace.Note($"VIOLATED {rule}: {detail}");
        Violation ??= FormattableString.Invariant($"{rule} at {core.Elapsed.TotalSeconds:0.000} s: {detail}");
    }

    /// <summary>Something rare happened: a batch in which it never does proves less than it seems.</summary>
    public void Mark(string name) => _marks[name] = _marks.GetValueOrDefault(name) + 1;
}
