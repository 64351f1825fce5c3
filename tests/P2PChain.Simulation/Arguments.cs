using System.Globalization;

namespace P2PChain.Simulation;

/// <summary>What the program was asked for.</summary>
/// <param name="From">The first seed.</param>
/// <param name="Seeds">How many, one after the other.</param>
/// <param name="Minutes">Simulated minutes of faults in each.</param>
/// <param name="Trace">Whether every step is printed.</param>
/// <param name="Jobs">Seeds that run at once.</param>
/// <param name="Twice">Whether each seed runs twice, and its two trace hashes are compared.</param>
/// <param name="Stop">Whether the first violation ends it.</param>
internal sealed record Arguments(long From, int Seeds, double Minutes, bool Trace, int Jobs, bool Twice, bool Stop)
{
    public const string Usage =
        "--seed N [--trace] replays one; --seeds N [--from N] runs many; [--minutes M] of faults in each, 10 if not given; [--jobs N] at once; [--twice] compares trace hashes; [--stop] at the first violation";

    public static Arguments Parse(string[] args)
    {
        var parsed = new Arguments(1, 1, 10, Trace: false, Jobs: 1, Twice: false, Stop: false);
        for (var i = 0; i < args.Length; i++)
        {
            parsed = args[i] switch
            {
                "--trace" => parsed with { Trace = true },
                "--twice" => parsed with { Twice = true },
                "--stop" => parsed with { Stop = true },
                "--seed" => parsed with { From = long.Parse(args[++i], CultureInfo.InvariantCulture), Seeds = 1 },
                "--from" => parsed with { From = long.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--seeds" => parsed with { Seeds = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--minutes" => parsed with { Minutes = double.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--jobs" => parsed with { Jobs = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                _ => throw new ArgumentException($"Unknown argument {args[i]}. {Usage}", nameof(args)),
            };
        }
        return parsed;
    }
}
