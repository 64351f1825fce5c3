using System.Collections.Immutable;
using System.Globalization;

namespace P2PChain.Simulation.Scale;

/// <summary>The arguments of the measurement of networks.</summary>
/// <param name="Sizes">Sizes of the networks of which the rules are measured.</param>
/// <param name="Whole">Sizes of those that are measured with whole nodes too.</param>
/// <param name="Cut">Sizes of those that are cut and joined.</param>
/// <param name="Seed">Everything is drawn from it.</param>
/// <param name="Document">The document that gets the tables, with the plot beside it; null for none.</param>
internal sealed record ScaleArguments(
    ImmutableArray<int> Sizes, ImmutableArray<int> Whole, ImmutableArray<int> Cut, long Seed, string? Document)
{
    public const string Usage =
        "networks [--sizes 10,100,1000,10000] [--whole 10,100] [--cut 10] [--seed N] [--write docs/performance.md]";

    public static ScaleArguments Parse(ReadOnlySpan<string> args)
    {
        var parsed = new ScaleArguments([10, 100], [10, 100], [10], Seed: 1, Document: null);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length) throw new ArgumentException($"{args[i]} lacks its value. {Usage}", nameof(args));
            var value = args[i + 1];
            parsed = args[i] switch
            {
                "--sizes" => parsed with { Sizes = Numbers(value) },
                "--whole" => parsed with { Whole = Numbers(value) },
                "--cut" => parsed with { Cut = Numbers(value) },
                "--seed" => parsed with { Seed = long.Parse(value, CultureInfo.InvariantCulture) },
                "--write" => parsed with { Document = value },
                _ => throw new ArgumentException($"Unknown argument {args[i]}. {Usage}", nameof(args)),
            };
        }
        return parsed;
    }

    private static ImmutableArray<int> Numbers(string text) =>
    [
        .. text.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(each => int.Parse(each, CultureInfo.InvariantCulture)),
    ];
}
