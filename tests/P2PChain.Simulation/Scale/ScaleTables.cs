using System.Globalization;
using System.Text;

namespace P2PChain.Simulation.Scale;

/// <summary>Writes the figures as tables of a document.</summary>
internal static class ScaleTables
{
    private const string Begin = "<!-- written by the command: begin -->";
    private const string End = "<!-- written by the command: end -->";

    /// <summary>Both tables.</summary>
    public static string Text(IEnumerable<SpreadFigures> spread, IEnumerable<HealFigures> heal)
    {
        var text = new StringBuilder();
        text.AppendLine("| nodes | measured with | links to the last node (target) | to half of them | last node after | copies of a transaction (target 1.3) | bytes a transaction | bytes a block |");
        text.AppendLine("|---:|---|---:|---:|---:|---:|---:|---:|");
        foreach (var each in spread)
            text.AppendLine(Invariant($"| {each.Nodes:N0} | {Kind(each)} | {each.Paths?.HopsLast.ToString(CultureInfo.InvariantCulture) ?? "never"} ({ScaleTargets.HopsMax(each.Nodes)}) | {each.Paths?.HopsMedian} | {each.Paths?.LastAfter.TotalMilliseconds:F0} ms | {each.Copies:F2} | {Whole(each.TransactionBytes)} | {Whole(each.BlockBytes)} |"));
        text.AppendLine();
        text.AppendLine("| nodes | measured with | nodes in one mesh | dialled by a node | in different ranges | dialled connections into the fullest range | nodes in that range |");
        text.AppendLine("|---:|---|---:|---:|---:|---:|---:|");
        foreach (var each in spread)
            text.AppendLine(Invariant($"| {each.Nodes:N0} | {Kind(each)} | {each.Reached:N0} | {each.Outbound:F1} | {each.Ranges:F1} | {each.FullestRange * 100:F0} % | {each.FullestRangeOfNodes * 100:F0} % |"));
        text.AppendLine();
        text.AppendLine("| nodes | halves apart: one tip after | a tenth apart: one tip after | all configured peers back: each node connected after | one tip after |");
        text.AppendLine("|---:|---:|---:|---:|---:|");
        foreach (var each in heal)
            text.AppendLine(Invariant($"| {each.Nodes:N0} | {Seconds(each.Halves)} | {Seconds(each.Tenth)} | {Seconds(each.Reconnected)} | {Seconds(each.OneTip)} |"));
        return text.ToString();
    }

    /// <summary>A document with new tables in place of its earlier ones.</summary>
    /// <exception cref="InvalidOperationException">The document does not mark their place.</exception>
    public static string Replaced(string document, string tables)
    {
        var (begin, end) = (document.IndexOf(Begin, StringComparison.Ordinal), document.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin) throw new InvalidOperationException($"The document lacks the lines {Begin} and {End}.");
        return $"{document[..begin]}{Begin}\n{tables}{document[end..]}";
    }

    private static string Kind(SpreadFigures figures) => figures.IsWhole ? "whole nodes" : "rules only";

    private static string Whole(double? bytes) => bytes is { } count ? Invariant($"{count:N0}") : "";

    private static string Seconds(TimeSpan? span) => span is { } took ? Invariant($"{took.TotalSeconds:F1} s") : "never";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
