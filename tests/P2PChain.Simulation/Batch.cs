using System.Diagnostics;
using System.Globalization;
using P2PChain.Simulation.Checks;

namespace P2PChain.Simulation;

/// <summary>Runs seeds, prints each, and what all of them together proved.</summary>
/// <param name="arguments">What was asked for.</param>
/// <param name="output">Where it prints.</param>
/// <param name="run">Runs a seed; null for the simulator.</param>
internal sealed class Batch(Arguments arguments, TextWriter output, Func<long, RunResult>? run = null)
{
    private readonly SortedDictionary<string, long> _marks = new(StringComparer.Ordinal);
    private readonly List<RunResult> _failed = [];
    private TimeSpan _simulated;
    private long _steps;
    private int _diverged;
    private int _seeds;

    /// <summary>The exit code of a batch in which a rule was violated or a trace did not repeat.</summary>
    public const int Violated = 1;

    /// <summary>
    /// The exit code of a batch in which something never happened that should have: it proves less than it seems.
    /// </summary>
    public const int Unproven = 3;

    /// <returns>The process's exit code; 0 when every rule held, every trace repeated, and every wanted mark was hit.</returns>
    public int Run()
    {
        var seeds = Enumerable.Range(0, arguments.Seeds).Select(i => arguments.From + i);
        foreach (var (result, again) in seeds.AsParallel().AsOrdered().WithDegreeOfParallelism(arguments.Jobs)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(RunSeed))
        {
            Print(result, again);
            if (arguments.Stop && _failed.Count > 0) break;
        }
        Summarise();
        var missing = WantedMarks.Missing(_marks.Keys, _seeds, arguments.Minutes);
        if (missing.Count > 0) Line($"NEVER HAPPENED in {_seeds} seeds: {string.Join(", ", missing)}");
        if (_failed.Count > 0 || _diverged > 0) return Violated;
        return missing.Count > 0 ? Unproven : 0;
    }

    private (RunResult Result, RunResult? Again) RunSeed(long seed)
    {
        var faulty = TimeSpan.FromMinutes(arguments.Minutes);
        var result = run?.Invoke(seed) ?? SimulationRun.Of(seed, faulty, arguments.Trace ? output : null);
        return (result, arguments.Twice ? SimulationRun.Of(seed, faulty) : null);
    }

    private void Print(RunResult result, RunResult? again)
    {
        _seeds++;
        (_simulated, _steps) = (_simulated + result.Simulated, _steps + result.Steps);
        foreach (var (mark, count) in result.Marks) _marks[mark] = _marks.GetValueOrDefault(mark) + count;
        Line($"seed {result.Seed} trace {result.TraceHash:x16} height {result.Height} steps {result.Steps} {result.Simulated.TotalSeconds:0} s in {result.Taken.TotalSeconds:0.00} s{(result.Violation is null ? "" : "  VIOLATED")}");
        if (again is not null && again.TraceHash != result.TraceHash)
        {
            _diverged++;
            Line($"  DIVERGED: the same seed again has trace {again.TraceHash:x16}");
        }
        if (result.Violation is null) return;
        _failed.Add(result);
        Line($"  {result.Violation}");
        Line($"  {result.Scenario}");
        Line($"  replay: dotnet run -c Release --project tests/P2PChain.Simulation -- --seed {result.Seed} --minutes {arguments.Minutes} --trace");
    }

    private void Summarise()
    {
        using var process = Process.GetCurrentProcess();
        var taken = process.TotalProcessorTime; // of all cores, so that neither other programs nor --jobs count
        Line($"{_seeds} seeds, {_failed.Count} violated, {_diverged} diverged; {_simulated.TotalHours:0.00} simulated hours, {_steps} steps, {_steps / taken.TotalSeconds:0} steps and {_simulated / taken:0} simulated seconds per second of a core");
        Line($"{_marks.Count} marks: {string.Join(", ", _marks.Select(mark => FormattableString.Invariant($"{mark.Key} {mark.Value}")))}");
    }

    private void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
