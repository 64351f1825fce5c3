using System.Collections.Immutable;
using System.Diagnostics;
using P2PChain.Actors.Console.Health;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Node.Screen;

/// <summary>The waiting transactions as lines.</summary>
internal static class PoolText
{
    /// <summary>A row for each, the number of the rest, and a word if no block comes.</summary>
    public static ImmutableArray<ScreenLine> Of(LookupProtocol.PoolPage page, Spoken say)
    {
        if (page.Total == 0) return [ScreenLine.Of("no transaction waits for a block")];
        var lines = ImmutableArray.CreateBuilder<ScreenLine>();
        lines.Add(ScreenLine.Header("ITEM", "WHAT", "BY", "AT", "WAITS FOR", "FROM", "TXID", "NOTE"));
        lines.AddRange(page.Entries.Select(entry => Row(entry, say)));
        var rest = page.Total - page.Entries.Length;
        if (rest > 0) lines.Add(ScreenLine.Of($"and {Spoken.Number(rest)} more, {Spoken.Number(page.Total)} in all"));
        if (Unmined(page.Unmined) is { } problem) lines.Add(ScreenLine.Of(problem, Tone.Notice));
        return lines.ToImmutable();
    }

    /// <summary>A sentence if no block has come for long; null otherwise.</summary>
    public static string? Unmined(TimeSpan? span) => span >= Diagnosis.UnminedMax
        ? $"no block has come for {Spoken.Span(span.Value)}: status names the cause"
        : null;

    private static ScreenLine Row(LookupProtocol.WaitingTransaction entry, Spoken say)
    {
        var (transaction, content) = (entry.Transaction, entry.Transaction.Content);
        return ScreenLine.Row(
            transaction.Uid.Text,
            Spoken.Wish(content.Type),
            say.Key(transaction.Requester),
            say.Time(content.Timestamp),
            Waits(entry.WaitsUntil, say),
            From(entry.Origin),
            Spoken.TxId(transaction.TxId),
            content.Note ?? "");
    }

    private static string Waits(UnixTime? until, Spoken say) => until is { } time ? say.Second(time) : "the next block";

    private static string From(PoolOrigin origin) => origin switch
    {
        PoolOrigin.Here => "here",
        PoolOrigin.Peer => "a peer",
        PoolOrigin.PlainPeer => "a plain peer",
        _ => throw new UnreachableException(origin.ToString()),
    };
}
