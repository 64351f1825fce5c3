using System.Security.Cryptography;

namespace P2PChain.Fuzz;

/// <summary>What the runs of a target came to.</summary>
/// <param name="Target">The target.</param>
/// <param name="Seed">Of its mutations.</param>
/// <param name="Runs">How many inputs.</param>
/// <param name="Accepted">How many of them meant something.</param>
/// <param name="Took">In what time.</param>
/// <param name="Slowest">The longest that one took.</param>
/// <param name="Kinds">How often which answer came.</param>
internal sealed record FuzzReport(
    FuzzTarget Target, int Seed, int Runs, int Accepted, TimeSpan Took, TimeSpan Slowest, IReadOnlyDictionary<string, int> Kinds)
{
    // Runs that are all refused at the door, or all harmless, prove nothing; so few that one says little are not judged
    // by kinds.
    private const int KindsFrom = 10_000;
    private const double ShareMin = 0.01;

    // An input that holds up its reader costs the node as much as one that crashes it; a busy machine takes its time
    // too.
    private static readonly TimeSpan SlowestMax = TimeSpan.FromSeconds(5);

    /// <summary>The input that broke the target's promise; null where none did.</summary>
    public FuzzCrash? Crash { get; init; }

    /// <summary>Why these runs show too little; null where they do not.</summary>
    public string? Lacks
    {
        get
        {
            if (Accepted < ShareMin * Runs) return "hardly anything was accepted";
            if (Runs - Accepted < ShareMin * Runs) return "hardly anything was refused";
            if (Slowest > SlowestMax) return $"an input took {Slowest.TotalSeconds:0.0} s";
            return Runs >= KindsFrom && Kinds.Count < Target.KindsMin ? $"{Kinds.Count} kinds of answers; {Target.KindsMin} are to be seen" : null;
        }
    }

    /// <summary>Prints a line, what lacks, and a crash with the command that replays it.</summary>
    public void Print(TextWriter output, Arguments arguments)
    {
        output.WriteLine(FormattableString.Invariant(
            $"{Target.Name,-12} seed {Seed}: {Runs,9:N0} runs, {Runs / Took.TotalSeconds,8:N0}/s, {Accepted,7:N0} accepted, {Runs - Accepted,7:N0} refused, {Kinds.Count,3} kinds, slowest {Slowest.TotalMilliseconds:N0} ms"));
        if (arguments.Target is not null)
            foreach (var (kind, count) in Kinds) output.WriteLine(FormattableString.Invariant($"  {count,9:N0} {kind}"));
        if (Crash is { } crash)
        {
            var file = Path.Combine(
                arguments.Out, $"crash-{Target.Name}-{Convert.ToHexStringLower(SHA256.HashData(crash.Input))[..12]}");
            File.WriteAllBytes(file, crash.Input);
            output.WriteLine($"{Target.Name} CRASHED in run {crash.Run}: {crash.Error}");
            output.WriteLine($"  dotnet run -c Release --project tests/P2PChain.Fuzz -- --target {Target.Name} --replay {Path.GetFullPath(file)}");
        }
        else if (Lacks is { } lacks)
        {
            output.WriteLine($"{Target.Name} SAW TOO LITTLE: {lacks}");
        }
    }
}
