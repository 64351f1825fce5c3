using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Console.News;

/// <summary>News that is also a warning in the log.</summary>
internal static class Alarm
{
    private const int NamesMax = 10;

    /// <summary>The sentence for the log; null if the news is no alarm.</summary>
    public static string? Of(INews news) => news switch
    {
        RewriteNews rewrite => Of(rewrite),
        TwinNews twin => $"Look at this: another node uses this node's key, from {twin.Address}: stop one of the two.",
        ClockNews { Finding: { Slow: var slow } } =>
            FormattableString.Invariant($"This node's clock is {slow.Duration().TotalMinutes:0} min ")
            + $"{(slow > TimeSpan.Zero ? "slow" : "fast")} by what its peers say: set it.",
        ClockNews => "This node's clock is no longer found to be off.",
        _ => null,
    };

    private static string Of(RewriteNews rewrite)
    {
        var (blocks, fork, items) = (rewrite.Abandoned, rewrite.ForkHeight, rewrite.Taken.Length);
        var text = "Look at this: a better chain undid "
            + FormattableString.Invariant($"{blocks} block(s) after block {fork}, the oldest of {rewrite.Oldest}");
        if (items > 0)
        {
            text += FormattableString.Invariant($"; {items} item(s) were taken from their holders: ")
                + string.Join(", ", rewrite.Taken.Take(NamesMax));
        }
        if (items > NamesMax) text += FormattableString.Invariant($" and {items - NamesMax} more");
        return rewrite.IsDeep
            ? text + ". Nodes were cut off from each other for so long, or somebody wrote the ledger's past anew."
            : text + ".";
    }
}
