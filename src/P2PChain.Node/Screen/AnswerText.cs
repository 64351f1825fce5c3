using System.Collections.Immutable;
using System.Diagnostics;
using P2PChain.Core.Custody;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Node.Screen;

/// <summary>Answers as lines.</summary>
internal static class AnswerText
{
    /// <summary>The lines of an answer, at least one.</summary>
    public static ImmutableArray<ScreenLine> Of(IResult result, Spoken say) => result switch
    {
        Accepted { WaitsUntil: { } until } ahead => [ScreenLine.Of(
            $"{ahead.Uid}: accepted; it is dated ahead of this clock, "
            + $"so it waits for a block until {say.Second(until)}; txid {Spoken.TxId(ahead.TxId)}",
            Tone.Notice)],
        Accepted accepted => [ScreenLine.Of(
            $"{accepted.Uid}: accepted, waiting for a block; txid {Spoken.TxId(accepted.TxId)}")],
        Confirmed confirmed =>
            [ScreenLine.Of($"{confirmed.Uid}: confirmed in block {Spoken.Height(confirmed.Height)}", Tone.Good)],
        Refused refused => [ScreenLine.Of(
            $"{refused.Refusal.Uid}: refused: {RefusalText.Of(refused.Type, refused.Refusal, say)}", Tone.Bad)],
        Items items => Of(items, say),
        Held held => HeldText.Of(held, say),
        HolderNotFound missing => [HeldText.Of(missing)],
        ItemView item => ItemText.Of(item, say),
        ItemHistory history => ItemText.Of(history, say),
        ItemNotFound missing => [ItemText.Of(missing)],
        SimilarKnown known => [ItemText.Of(known)],
        BlockView block => BlockLines.Of(block, say),
        BlockNotFound missing => [BlockLines.Of(missing)],
        Pool(var page) => PoolText.Of(page, say),
        TransactionView view => WhyText.Of(view, say),
        TransactionNotFound missing => [WhyText.Of(missing)],
        Connected { Peer: var peer } => [ScreenLine.Of(
            $"connected to {peer.Address} ({PeersText.Kind(peer, say)}, height {Spoken.Height(peer.Height)})",
            Tone.Good)],
        NotConnected { IsForgotten: true } missed =>
            [ScreenLine.Of(
                $"not connected to {missed.Address}: {missed.Reason}; the address is not kept", Tone.Notice)],
        NotConnected missed => [ScreenLine.Of(
            $"not connected to {missed.Address}: {missed.Reason}; "
            + $"this node goes on trying until: disconnect {Words(missed.Address)}",
            Tone.Notice)],
        Disconnected gone => [Of(gone)],
        Banned(var ban) => [BanText.Of(ban, say)],
        Unbanned(var unban) => [BanText.Of(unban, say)],
        Bans(var bans) => BanText.Of(bans, say),
        Peers peers => PeersText.Of(peers, say),
        SyncResult sync => [Of(sync), .. sync.Answers.Select(Of)],
        Failed failed => [ScreenLine.Of($"the node could not answer: {failed.Reason}", Tone.Bad)],
        Identity identity => [IdentityText.Of(identity, say)],
        Status status => StatusText.Of(status, say),
        _ => throw new UnreachableException(result.GetType().Name),
    };

    private static ImmutableArray<ScreenLine> Of(Items items, Spoken say)
    {
        if (items.AreHeld)
            return items.Entries.IsEmpty
                ? [ScreenLine.Of("no item is held")]
                : HeldText.Table(items.Entries, say);
        return
        [
            ScreenLine.Header("ITEM", "STATE", "SINCE", "AT"),
            .. items.Entries.Select(entry => Row(entry, "free", say)),
            ScreenLine.Of(items.Entries.IsEmpty
                ? "no item was seen before and is free now; any new id may be requested"
                : "any new id may be requested as well"),
        ];
    }

    /// <summary>A row of items.</summary>
    public static ScreenLine Row(CustodyEntry entry, string state, Spoken say) =>
        ScreenLine.Row(entry.Uid.Text, state, $"block {Spoken.Height(entry.Since)}", say.Time(entry.Timestamp));

    private static ScreenLine Of(Disconnected gone)
    {
        var names = string.Join(" and ", gone.Forgotten);
        var from = $"disconnected from {gone.Address}";
        return (gone.WasConnected, gone.Forgotten.Length) switch
        {
            (true, 0) => ScreenLine.Of($"{from}, which had dialled this node and may do so again"),
            (true, 1) => ScreenLine.Of($"{from}; {(names == gone.Address ? "it" : names)} is not dialled any more"),
            (true, _) => ScreenLine.Of($"{from}; {names} are not dialled any more, they are one node"),
            (false, 0) => ScreenLine.Of(
                $"{gone.Address} is neither connected nor dialled, so nothing was done; peers lists those that are",
                Tone.Notice),
            (false, _) => ScreenLine.Of($"{names} is not dialled any more; it was not connected"),
        };
    }

    private static ScreenLine Of(SyncResult sync)
    {
        var height = Spoken.Height(sync.Tip.Height);
        if (sync.PeersAsked == 0 && sync.PlainPeers > 0)
            return ScreenLine.Of(
                $"no peer to sync with but {Spoken.Count(sync.PlainPeers, "plain peer")}, "
                + $"whose transactions come by themselves; height {height}",
                Tone.Notice);
        if (sync.PeersAsked == 0)
            return ScreenLine.Of(
                $"no peer to sync with, height {height}: connect to one first (connect HOST PORT)", Tone.Notice);
        var inStep = $"in step with {Spoken.Number(sync.PeersInStep)} of {Spoken.Count(sync.PeersAsked, "peer")} "
            + $"at height {height}";
        return sync.PeersInStep == sync.PeersAsked
            ? ScreenLine.Of(inStep, Tone.Good)
            : ScreenLine.Of(inStep + "; the sync goes on by itself (status shows it)", Tone.Notice);
    }

    private static ScreenLine Of(SyncAnswer answer) => ScreenLine.Of(answer.IsInStep
        ? $"  {answer.Address} has our tip"
        : $"  {answer.Address} {ClaimText.Of(answer.Height, answer.Check)}");

    // The form that the console accepts.
    private static string Words(string address)
    {
        var colon = address.LastIndexOf(':');
        return colon < 0 ? address : $"{address[..colon]} {address[(colon + 1)..]}";
    }
}
