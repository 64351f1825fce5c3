using System.Globalization;

namespace P2PChain.Fuzz;

/// <summary>What the program was asked for.</summary>
internal sealed record Arguments
{
    public const string Usage =
        "[--runs N] of each target, 100,000 if not given; [--target NAME] of all; [--seed N]; [--jobs N] targets at once; [--out DIR] for what crashes; "
        + "--target NAME --replay FILE reads one input; --target NAME --afl, or --libfuzzer, runs under such a fuzzer";

    public int Runs { get; init; } = 100_000;

    /// <summary>The target's name; null for all.</summary>
    public string? Target { get; init; }

    public int Seed { get; init; } = 1;

    public int Jobs { get; init; } = 1;

    /// <summary>Where an input that crashes is written.</summary>
    public string Out { get; init; } = ".";

    /// <summary>The file whose content is read once; null to run.</summary>
    public string? Replay { get; init; }

    /// <summary><c>afl</c>, <c>libfuzzer</c>, or null to run by itself.</summary>
    public string? Under { get; init; }

    /// <exception cref="ArgumentException">A word is not known; its message is the usage.</exception>
    public static Arguments Parse(string[] args)
    {
        var parsed = new Arguments();
        for (var i = 0; i < args.Length; i++)
        {
            parsed = args[i] switch
            {
                "--afl" => parsed with { Under = "afl" },
                "--libfuzzer" => parsed with { Under = "libfuzzer" },
                "--runs" => parsed with { Runs = Number(++i) },
                "--seed" => parsed with { Seed = Number(++i) },
                "--jobs" => parsed with { Jobs = Number(++i) },
                "--target" => parsed with { Target = Word(++i) },
                "--out" => parsed with { Out = Word(++i) },
                "--replay" => parsed with { Replay = Word(++i) },
                _ => throw new ArgumentException($"Unknown argument {args[i]}. {Usage}", nameof(args)),
            };
        }

        return parsed;

        string Word(int at) => at < args.Length ? args[at] : throw new ArgumentException(
            $"A word is missing. {Usage}", nameof(args));

        int Number(int at) => int.TryParse(Word(at), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException($"{args[at]} is no number. {Usage}", nameof(args));
    }
}
