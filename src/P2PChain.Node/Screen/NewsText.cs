using System.Collections.Immutable;
using System.Diagnostics;
using P2PChain.Actors.Console.Health;
using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Node.Screen;

/// <summary>News as one line.</summary>
internal static class NewsText
{
    /// <summary>More moves of a block would fill the screen.</summary>
    private const int MovesShownMax = 8;

    private const int ItemsShownMax = 10;

    private const int OwnShownMax = 5;

    /// <summary>The line.</summary>
    public static ScreenLine Of(INews news, Spoken say) => news switch
    {
        BlockNews block => ScreenLine.Of(
            $"block {Spoken.Height(block.Height)} {(block.From is { } from ? $"from {from}" : "mined here")}: "
            + Moves(block, say)),
        ReorganisedNews reorganised => ScreenLine.Of(
            $"a better chain replaced {Spoken.Count(reorganised.Abandoned, "block")} "
            + $"with {Spoken.Number(reorganised.Adopted)}: "
            + $"height {Spoken.Height(reorganised.Tip.Height)}, tip {reorganised.Tip.Hash.Short()}…",
            Tone.Notice),
        RewriteNews rewrite => ScreenLine.Of(Rewrite(rewrite, say), Tone.Bad),
        ManyOwnNews many => Many(many),
        ReleasedByOtherNews released => ScreenLine.Of(
            $"{released.Uid}: you held it; "
            + $"{say.Key(released.By)} released it in block {Spoken.Height(released.Height)}",
            Tone.Notice),
        SyncProgressNews progress => ScreenLine.Of(
            $"fetching blocks: height {Spoken.Number(progress.Height)} of {Spoken.Number(progress.Target)}, "
            + $"{Spoken.Number((long)Math.Ceiling(progress.PerSecond))} a second, "
            + $"about {Spoken.Span(progress.Remaining)} left"),
        SyncedNews synced => ScreenLine.Of(
            $"fetched {Spoken.Count(synced.Blocks, "block")} in {Spoken.Span(synced.Took)}: "
            + $"height {Spoken.Number(synced.Height)}"
            + (synced.Missing == 0
                ? ""
                : $"; no more came for a while, {Spoken.Count(synced.Missing, "block")} are missing"),
            synced.Missing == 0 ? Tone.Good : Tone.Notice),
        SupersededNews lost => ScreenLine.Of(
            $"{lost.Refusal.Uid}: {(lost.Refusal.Reason == RefusalReason.PoolFull ? "undone" : "superseded")}: "
            + $"a better chain undid the {Spoken.Wish(lost.Type)}; "
            + RefusalText.Of(lost.Type, lost.Refusal, say),
            Tone.Bad),
        ReturnedNews { WaitsUntil: { } until } ahead => ScreenLine.Of(
            $"{ahead.Uid}: a better chain undid its block; the {Spoken.Wish(ahead.Type)} is dated ahead of this clock, "
            + $"so it waits for a block until {say.Second(until)}",
            Tone.Notice),
        ReturnedNews returned => ScreenLine.Of(
            $"{returned.Uid}: a better chain undid its block; "
            + $"the {Spoken.Wish(returned.Type)} is waiting for a block again",
            Tone.Notice),
        ConfirmedNews found => ScreenLine.Of(
            $"{found.Uid}: confirmed after all in block {Spoken.Height(found.Height)}", Tone.Good),
        TwinNews twin => ScreenLine.Of(
            $"look at this: {ProblemText.Of(new Problem.Twin(twin.Address), say).Sentence}", Tone.Bad),
        ClockNews { Finding: { } finding } => ScreenLine.Of(ClockText.Of(finding), Tone.Bad),
        ClockNews => ScreenLine.Of("your clock is no longer found to be off", Tone.Good),
        PeerNews { IsConnected: true } came => ScreenLine.Of($"peer {Peer(came, say)} connected", Tone.Good),
        PeerNews gone => ScreenLine.Of(
            $"peer {Peer(gone, say)} disconnected{(gone.Reason.Length == 0 ? "" : $": {gone.Reason}")}", Tone.Notice),
        _ => throw new UnreachableException(news.GetType().Name),
    };

    /// <summary><c>12 items were taken from their holders (a, b, c and 9 more)</c>.</summary>
    public static string Taken(ImmutableArray<ItemId> items, int namesMax) =>
        $"{Spoken.Count(items.Length, "item")} "
        + (items.Length == 1 ? "was taken from its holder" : "were taken from their holders")
        + $" ({Names(items, namesMax)})";

    private static string Names(ImmutableArray<ItemId> items, int namesMax) =>
        string.Join(", ", items.Take(namesMax))
        + (items.Length <= namesMax ? "" : $" and {Spoken.Number(items.Length - namesMax)} more");

    /// <summary>The address, and with it a key that has a name.</summary>
    private static string Peer(PeerNews peer, Spoken say) =>
        peer.Key is { } key && say.Names.Find(key) is not null ? $"{peer.Address}, {say.Key(key)}," : peer.Address;

    private static string Rewrite(RewriteNews rewrite, Spoken say)
    {
        var when = rewrite.Ago < TimeSpan.FromMinutes(1) ? "" : $", {Spoken.Span(rewrite.Ago)} ago";
        var undone = $"{Spoken.Count(rewrite.Abandoned, "block")} after block {Spoken.Height(rewrite.ForkHeight)} "
            + $"no longer {(rewrite.Abandoned == 1 ? "stands" : "stand")}, the oldest of {say.Time(rewrite.Oldest)}";
        var taken = rewrite.Taken.IsEmpty ? "" : $"{Taken(rewrite.Taken, ItemsShownMax)} by a better chain: ";
        var text = $"look at this{when}: {taken}{undone}";
        return rewrite.IsDeep
            ? text + ". Either nodes were cut off from each other for so long, or the ledger's past was rewritten: "
                + "ask the other sites whether they were offline, compare the tip in their status with yours, "
                + "and see the present holders (items)"
            : text + "; see the present holders (items), and tell the holders";
    }

    private static ScreenLine Many(ManyOwnNews many)
    {
        var count = Spoken.Number(many.Uids.Length);
        var yours = $"{count} of your requests and releases";
        var names = Names(many.Uids, OwnShownMax);
        return many.Outcome switch
        {
            OwnOutcome.Confirmed => ScreenLine.Of($"{yours} were confirmed after all: {names}", Tone.Good),
            OwnOutcome.Returned => ScreenLine.Of(
                $"a better chain undid the blocks of {yours}, which wait for a block again: {names}", Tone.Notice),
            OwnOutcome.Superseded => ScreenLine.Of(
                $"superseded: a better chain undid {yours}: {names}; items shows the holders", Tone.Bad),
            OwnOutcome.Released => ScreenLine.Of($"others released {count} items that you held: {names}", Tone.Notice),
            _ => throw new UnreachableException(many.Outcome.ToString()),
        };
    }

    private static string Moves(BlockNews block, Spoken say)
    {
        if (block.Moves.IsEmpty) return "nothing moved";
        var shown = string.Join(", ", block.Moves.Take(MovesShownMax).Select(move => Move(move, say)));
        return block.Moves.Length <= MovesShownMax
            ? shown
            : $"{shown} and {Spoken.Number(block.Moves.Length - MovesShownMax)} more";
    }

    private static string Move(MoveView move, Spoken say) =>
        $"{move.Uid} {Spoken.Done(move.Type)} by {say.Key(move.Requester)}"
        + (move.Note is { } note ? $" {Quoted(note)}" : "");

    /// <summary>A note in quotes. It cannot end the quotes and go on as if the node had said it.</summary>
    public static string Quoted(string note) => $"\"{note.Replace('"', '\'')}\"";
}
