using System.Diagnostics;
using P2PChain.Actors.Health;
using P2PChain.Core.Custody;
using static P2PChain.Actors.Protocols.ConsoleProtocol;

namespace P2PChain.Node.Screen;

/// <summary>News as one line.</summary>
internal static class NewsText
{
    /// <summary>More of a block's moves than this would fill the screen.</summary>
    private const int MovesShownMax = 8;

    /// <summary>The line.</summary>
    public static ScreenLine Of(INews news, Spoken say) => news switch
    {
        BlockNews block => ScreenLine.Of(
            $"block {Spoken.Height(block.Height)} {(block.From is { } from ? $"from {from}" : "mined here")}: {Moves(block, say)}"),
        ReorganisedNews reorganised => ScreenLine.Of(
            $"a better chain replaced {Spoken.Count(reorganised.Abandoned, "block")}: height "
            + $"{Spoken.Height(reorganised.Tip.Height)}, tip {reorganised.Tip.Hash.Short()}…",
            Tone.Notice),
        DeepReorganisationNews deep => ScreenLine.Of(
            $"look at this: {Spoken.Count(deep.Abandoned, "block")} after block {Spoken.Height(deep.ForkHeight)} no longer "
            + $"{(deep.Abandoned == 1 ? "stands" : "stand")}, the oldest of {say.Time(deep.Oldest)}. Either nodes were cut off from each other for "
            + "so long, or somebody wrote the ledger's past anew: ask the other sites whether they were offline, compare the tip "
            + "in their status with yours, and see who holds what now (items)",
            Tone.Bad),
        SupersededNews lost => ScreenLine.Of(
            $"{lost.Refusal.Uid}: {(lost.Refusal.Reason == RefusalReason.PoolFull ? "undone" : "superseded")}: "
            + $"a better chain undid the {Spoken.Wish(lost.Type)}; "
            + RefusalText.Of(lost.Type, lost.Refusal, say),
            Tone.Bad),
        ReturnedNews { WaitsUntil: { } until } ahead => ScreenLine.Of(
            $"{ahead.Uid}: a better chain undid its block; the {Spoken.Wish(ahead.Type)} is dated ahead of this clock, so it waits for a "
            + $"block until {say.Second(until)}",
            Tone.Notice),
        ReturnedNews returned => ScreenLine.Of(
            $"{returned.Uid}: a better chain undid its block; the {Spoken.Wish(returned.Type)} is waiting for a block again",
            Tone.Notice),
        ConfirmedNews found => ScreenLine.Of(
            $"{found.Uid}: confirmed after all in block {Spoken.Height(found.Height)}", Tone.Good),
        TwinNews twin => ScreenLine.Of($"look at this: {ProblemText.Of(new Problem.Twin(twin.Address), say).Sentence}", Tone.Bad),
        ClockNews { Finding: { } finding } => ScreenLine.Of(ClockText.Of(finding), Tone.Bad),
        ClockNews => ScreenLine.Of("your clock is no longer found to be off", Tone.Good),
        PeerNews { IsConnected: true } came => ScreenLine.Of($"peer {came.Address} connected", Tone.Good),
        PeerNews gone => ScreenLine.Of(
            $"peer {gone.Address} disconnected{(gone.Reason.Length == 0 ? "" : $": {gone.Reason}")}", Tone.Notice),
        _ => throw new UnreachableException(news.GetType().Name),
    };

    private static string Moves(BlockNews block, Spoken say)
    {
        if (block.Moves.IsEmpty) return "nothing moved";
        var shown = string.Join(", ", block.Moves.Take(MovesShownMax).Select(move => Move(move, say)));
        return block.Moves.Length <= MovesShownMax ? shown : $"{shown} and {Spoken.Number(block.Moves.Length - MovesShownMax)} more";
    }

    private static string Move(MoveView move, Spoken say) =>
        $"{move.Uid} {Spoken.Done(move.Type)} by {say.Key(move.Requester)}"
        + (move.Note is { } note ? $" {Quoted(note)}" : "");

    /// <summary>A note, which cannot end its own quotes and go on as if the node had said it.</summary>
    public static string Quoted(string note) => $"\"{note.Replace('"', '\'')}\"";
}
