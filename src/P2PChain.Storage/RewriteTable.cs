using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;

namespace P2PChain.Storage;

/// <summary>The latest alarms of reorganisations.</summary>
internal sealed class RewriteTable(LedgerFile file)
{
    private readonly Statement _set = file.Prepare(
        "insert or replace into rewrites (number, at_ms, abandoned, oldest_ms, fork_height, is_deep, items) "
            + "values (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

    private readonly Statement _prune = file.Prepare("delete from rewrites where number <= ?1");
    private readonly Statement _all = file.Prepare(
        "select number, at_ms, abandoned, oldest_ms, fork_height, is_deep, items from rewrites order by number");

    /// <summary>Writes an alarm, or its later state.</summary>
    public void Set(KeptRewrite rewrite)
    {
        _set.Run(
            rewrite.Number,
            rewrite.At.Milliseconds,
            (long)rewrite.Abandoned,
            rewrite.Oldest.Milliseconds,
            rewrite.ForkHeight,
            rewrite.IsDeep ? 1L : 0L,
            string.Join(' ', rewrite.Taken));
        _prune.Run(rewrite.Number - KeptRewrite.CountMax);
    }

    /// <summary>The alarms, the earliest first.</summary>
    /// <exception cref="Core.Storage.ChainStoreException">A row is damaged.</exception>
    public ImmutableArray<KeptRewrite> Load()
    {
        var kept = ImmutableArray.CreateBuilder<KeptRewrite>();
        using var rows = _all.Query();
        while (rows.Read())
        {
            if (rows.Integer(0) is not { } number
                || rows.Integer(1) is not { } at
                || rows.Integer(2) is not { } abandoned
                || rows.Integer(3) is not { } oldest
                || rows.Integer(4) is not { } fork
                || rows.Integer(5) is not { } isDeep
                || Items(rows.Text(6)) is not { } items)
            {
                throw file.Findings.Damaged(
                    "rewrites", FormattableString.Invariant($"row {kept.Count + 1}"), "it is no alarm");
            }

            kept.Add(new KeptRewrite(
                number, new UnixTime(at), (int)abandoned, new UnixTime(oldest), fork, isDeep == 1, items));
        }

        return kept.DrainToImmutable();
    }

    private static ImmutableArray<ItemId>? Items(string? text)
    {
        if (text is null) return null;
        var items = ImmutableArray.CreateBuilder<ItemId>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!ItemId.TryParse(word, out var item)) return null;
            items.Add(item);
        }

        return items.DrainToImmutable();
    }
}
