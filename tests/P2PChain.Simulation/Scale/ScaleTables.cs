using System.Globalization;

namespace P2PChain.Simulation.Scale;

/// <summary>Writes the figures as tables of a document.</summary>
internal static class ScaleTables
{
    private const string Begin = "<!-- written by the command: begin -->";
    private const string End = "<!-- written by the command: end -->";

    private static readonly string[] Paths =
    [
        "nodes", "measured with:", "links to the last node (target)", "to half of them", "last node after",
        "copies of a transaction (target 1.3)", "bytes a transaction", "bytes a block",
    ];

    private static readonly string[] Connections =
    [
        "nodes", "measured with:", "nodes in one mesh", "dialled by a node", "in different ranges",
        "dialled connections into the fullest range", "nodes in that range",
    ];

    private static readonly string[] Healing =
    [
        "nodes", "halves apart: one tip after", "a tenth apart: one tip after",
        "all configured peers back: each node connected after", "one tip after",
    ];

    /// <summary>All tables.</summary>
    public static string Text(IReadOnlyCollection<SpreadFigures> spread, IEnumerable<HealFigures> heal) =>
        Table(Paths, spread.Select(PathsOf)) + "\n" + Table(Connections, spread.Select(ConnectionsOf)) + "\n"
        + Table(Healing, heal.Select(HealingOf));

    private static string[] PathsOf(SpreadFigures each) =>
    [
        Whole(each.Nodes), Kind(each),
        each.Paths is { } paths ? $"{paths.HopsLast} ({ScaleTargets.HopsMax(each.Nodes)})" : "never",
        Invariant($"{each.Paths?.HopsMedian}"), Invariant($"{each.Paths?.LastAfter.TotalMilliseconds:F0} ms"),
        Invariant($"{each.Copies:F2}"), Whole(each.TransactionBytes), Whole(each.BlockBytes),
    ];

    private static string[] ConnectionsOf(SpreadFigures each) =>
    [
        Whole(each.Nodes), Kind(each), Whole(each.Reached), Invariant($"{each.Outbound:F1}"),
        Invariant($"{each.Ranges:F1}"), Percent(each.FullestRange), Percent(each.FullestRangeOfNodes),
    ];

    private static string[] HealingOf(HealFigures each) =>
    [
        Whole(each.Nodes), Seconds(each.Halves), Seconds(each.Tenth), Seconds(each.Reconnected), Seconds(each.OneTip),
    ];

    /// <summary>Columns of numbers are right-aligned; a heading that ends in a colon is one of text.</summary>
    private static string Table(string[] headings, IEnumerable<string[]> rows)
    {
        var aligned = headings.Select(static heading => heading.EndsWith(':') ? "---" : "---:");
        var lines = rows.Select(Row).Prepend($"|{string.Join('|', aligned)}|")
            .Prepend(Row([.. headings.Select(static heading => heading.TrimEnd(':'))]));
        return string.Concat(lines.Select(static line => line + "\n"));
    }

    private static string Row(string[] cells) => $"| {string.Join(" | ", cells)} |";

    /// <summary>A document with new tables in place of its earlier ones.</summary>
    /// <exception cref="InvalidOperationException">The document does not mark their place.</exception>
    public static string Replaced(string document, string tables)
    {
        var (begin, end) = (
            document.IndexOf(Begin, StringComparison.Ordinal), document.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
            throw new InvalidOperationException($"The document lacks the lines {Begin} and {End}.");
        return $"{document[..begin]}{Begin}\n{tables}{document[end..]}";
    }

    private static string Kind(SpreadFigures figures) => figures.IsWhole ? "whole nodes" : "rules only";

    private static string Whole(double? bytes) => bytes is { } count ? Invariant($"{count:N0}") : "";

    private static string Percent(double part) => Invariant($"{part * 100:F0} %");

    private static string Seconds(TimeSpan? span) =>
        span is { } took ? Invariant($"{took.TotalSeconds:F1} s") : "never";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
