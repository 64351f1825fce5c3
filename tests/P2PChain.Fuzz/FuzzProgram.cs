using SharpFuzz;

namespace P2PChain.Fuzz;

/// <summary>Does what the arguments ask for.</summary>
internal static class FuzzProgram
{
    /// <returns>0; 1 where an input crashed or the runs saw too little; 2 for wrong arguments.</returns>
    public static int Run(string[] args, TextWriter output)
    {
        try
        {
            var arguments = Arguments.Parse(args);
            if (arguments is { Under: { } fuzzer, Target: { } name }) return Under(name, fuzzer);
            var targets = FuzzTargets.All.Where(target => arguments.Target is null || target.Name == arguments.Target).ToArray();
            if (targets.Length == 0)
                throw new ArgumentException($"There is no target {arguments.Target}: {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}.", nameof(args));
            if (arguments is { Replay: null, Under: null }) return Loop(targets, arguments, output);
            return arguments.Replay is { } file && targets is [var target]
                ? Replay(target, file, output)
                : throw new ArgumentException("--target says which.", nameof(args));
        }
        catch (ArgumentException error)
        {
            output.WriteLine(error.Message);
            return 2;
        }
    }

    private static int Loop(FuzzTarget[] targets, Arguments arguments, TextWriter output)
    {
        var reports = new FuzzReport[targets.Length];
        Parallel.For(0, targets.Length, new ParallelOptions { MaxDegreeOfParallelism = arguments.Jobs }, at =>
        {
            reports[at] = new FuzzLoop(targets[at], arguments.Seed).Run(arguments.Runs);
            lock (output) reports[at].Print(output, arguments);
        });
        output.WriteLine(FormattableString.Invariant(
            $"{reports.Length} targets, {reports.Sum(report => (long)report.Runs):N0} runs, {reports.Count(report => report.Crash is not null)} crashed, {reports.Count(report => report.Lacks is not null)} saw too little"));
        return Array.TrueForAll(reports, report => report.Crash is null && report.Lacks is null) ? 0 : 1;
    }

    private static int Replay(FuzzTarget target, string file, TextWriter output)
    {
        try
        {
            var answer = target.Run(File.ReadAllBytes(file));
            output.WriteLine($"{target.Name}: {(answer.IsAccepted ? "accepted" : "refused")}: {answer.Kind}");
            return 0;
        }
        catch (Exception error) when (error is not (IOException or UnauthorizedAccessException))
        {
            output.WriteLine($"{target.Name} crashes: {error}");
            return 1;
        }
    }

    /// <summary>
    /// Runs under a fuzzer that is guided by coverage. Nothing instrumented may run before it has lent its memory, so
    /// no table of targets either.
    /// </summary>
    private static int Under(string name, string fuzzer)
    {
        var target = new Lazy<FuzzTarget>(() => FuzzTargets.All.Single(target => target.Name == name));
        if (fuzzer == "libfuzzer")
        {
            Fuzzer.LibFuzzer.Run(input => target.Value.Run(input));
            return 0;
        }

        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            target.Value.Run(input.ToArray());
        });
        return 0;
    }
}
