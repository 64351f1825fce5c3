namespace P2PChain.Simulation.Scale;

/// <summary>The targets of docs/performance.md.</summary>
internal static class ScaleTargets
{
    /// <summary>Copies of a transaction that arrive at a node, on average.</summary>
    public const double CopiesMax = 1.3;

    /// <summary>From the end of a partition to one tip: a node looks at an address every two minutes.</summary>
    public static readonly TimeSpan JoinWithin = TimeSpan.FromMinutes(3);

    /// <summary>From the return of all configured peers to one tip.</summary>
    public static readonly TimeSpan ReturnWithin = TimeSpan.FromMinutes(1);

    // Below this many nodes, a node dials nearly all others, whatever their range.
    private const int RangesMatterFrom = 100;

    /// <summary>Links until every node has a block: the base-4 logarithm of the nodes, rounded up, and two.</summary>
    public static int HopsMax(int nodes)
    {
        var levels = 0;
        for (long reached = 1; reached < nodes; reached *= 4) levels++;
        return levels + 2;
    }

    /// <summary>A sentence for each target that a network misses.</summary>
    public static IEnumerable<string> Missed(SpreadFigures figures)
    {
        var name = FormattableString.Invariant($"{figures.Nodes} nodes, {(figures.IsWhole ? "whole" : "rules only")}");
        if (figures.Paths is not { } paths) yield return $"{name}: some node lacks a block";
        else if (paths.HopsLast > HopsMax(figures.Nodes))
            yield return $"{name}: {paths.HopsLast} links to the last node, target {HopsMax(figures.Nodes)}";
        // A node that lacks a transaction is as wrong as one that gets it twice.
        if (figures.Copies is < 0.99 or > CopiesMax)
            yield return FormattableString.Invariant(
                $"{name}: {figures.Copies:F2} copies of a transaction, target 1 to {CopiesMax}");
        if (figures.Reached < figures.Nodes)
            yield return $"{name}: the connections reach {figures.Reached} nodes only";
        if (figures.Nodes >= RangesMatterFrom && figures.FullestRange > figures.FullestRangeOfNodes)
            yield return FormattableString.Invariant(
                $"{name}: {figures.FullestRange:P0} of the dialled connections lead into one range");
    }

    /// <summary>The same, for networks that were cut.</summary>
    public static IEnumerable<string> Missed(HealFigures figures)
    {
        (string Name, TimeSpan? Took, TimeSpan Within)[] all =
        [
            ("a partition into halves", figures.Halves, JoinWithin), ("a tenth cut off", figures.Tenth, JoinWithin),
            ("all configured peers back", figures.OneTip, ReturnWithin),
        ];
        foreach (var (name, took, within) in all)
        {
            if (took <= within) continue;
            var after = took is { } span ? FormattableString.Invariant($"after {span.TotalSeconds:F0} s") : "never";
            yield return $"{figures.Nodes} nodes, {name}: one tip {after}, target {within.TotalSeconds} s";
        }
    }
}
