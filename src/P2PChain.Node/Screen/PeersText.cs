using System.Collections.Immutable;
using P2PChain.Actors.Net;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Node.Screen;

/// <summary>The table of peers and dialled addresses.</summary>
internal static class PeersText
{
    /// <summary>A row for each connection and each dialled address; a sentence if there is neither.</summary>
    public static ImmutableArray<ScreenLine> Of(Peers peers, Spoken say)
    {
        if (peers.Connected.IsEmpty && peers.Dialling.IsEmpty && peers.Record.Gone.IsEmpty)
            return
            [
                ScreenLine.Of("no peer is connected and none is dialled: connect to one with connect HOST PORT"),
                .. Turned(peers),
            ];
        return
        [
            ScreenLine.Header("ADDRESS", "STATE", "HEIGHT", "RTT", "KEY", "ORIGIN", "IN", "OUT", "SOFTWARE"),
            .. Offices(peers.Connected).Select(office => Row(office, peers.Named, say)),
            .. peers.Dialling.Select(Row),
            .. Plain(peers.Connected).Select(static line => ScreenLine.Of(line, Tone.Notice)),
            .. Gone(peers).Select(Row),
            .. Turned(peers),
        ];
    }

    /// <summary>The state of plain peers' chains against ours, one line each.</summary>
    private static IEnumerable<string> Plain(IEnumerable<PeerView> peers) =>
        from peer in peers
        where peer.Plain is not null
        from line in Lines(peer.Plain!)
        select $"{peer.Address} {line}";

    private static IEnumerable<string> Lines(PlainView plain) =>
    [
        .. plain.Awaited is { } span ? [$"its chain has not come for {Spoken.Span(span)}"] : Array.Empty<string>(),
        .. plain.Awaited is null && plain.BlocksLeft > 0
            ? [$"lacks {Spoken.Count(plain.BlocksLeft, "block")} of ours"]
            : Array.Empty<string>(),
        .. plain.Unseen > 0
            ? [$"was sent {Spoken.Count(plain.Unseen, "transaction")} that its chain has not shown yet"]
            : Array.Empty<string>(),
        .. plain.Diverged.Select(static item => $"diverged: {item}"),
        .. plain.Unreadable is { } items ? [items] : Array.Empty<string>(),
    ];

    /// <summary>The other end: a key, or a node of the original network, which has none.</summary>
    public static string Kind(PeerView peer, Spoken say) => peer.Key is { } key
        ? peer.IsProven ? say.Key(key) : $"claims {say.Key(key)}"
        : peer.IsExtended ? "no key" : "plain";

    /// <summary>The direction of the dial.</summary>
    public static string Direction(PeerView peer) => peer.IsOutbound ? "out" : "in";

    /// <summary>
    /// One connection per node: two connections with one key may exist for a moment. The one that this node dialled has
    /// the better address. A claim of a key is not counted beside its proof.
    /// </summary>
    private static IEnumerable<ImmutableArray<PeerView>> Offices(IEnumerable<PeerView> connected) => connected
        .GroupBy(static peer => (peer.Key, peer.IsProven, peer.Key is null ? peer.Id : default))
        .Select(static same => same.OrderByDescending(static peer => peer.IsOutbound).ToImmutableArray());

    /// <summary>Ended connections of nodes that are neither connected again nor dialled; the latest of each.</summary>
    private static IEnumerable<GoneView> Gone(Peers peers)
    {
        var shown = peers.Connected.Select(static peer => peer.Address)
            .Concat(peers.Dialling.Select(static dial => dial.Address))
            .ToHashSet();
        return peers.Record.Gone.Where(gone => shown.Add(gone.Address));
    }

    private static ScreenLine Row(ImmutableArray<PeerView> office, ImmutableArray<PeerId> named, Spoken say)
    {
        var peer = office[0];
        return ScreenLine.Row(
            peer.Address,
            $"connected {string.Join(", ", office.Select(Direction).Distinct())}",
            $"height {Spoken.Height(peer.Height)}",
            peer.RoundTrip is { } time ? Spoken.Milliseconds(time) : "-",
            Kind(peer, say),
            office.Any(one => named.Contains(one.Id)) ? "named" : peer.IsOutbound ? "found" : "-",
            $"{Spoken.Bytes(office.Sum(static one => one.Received))} in",
            $"{Spoken.Bytes(office.Sum(static one => one.Sent))} out",
            peer.Agent.Length == 0 ? "-" : peer.Agent);
    }

    private static ScreenLine Row(DialView dial) => WithoutPeer(
        dial.Address,
        dial.IsBanned ? "banned" : dial.RetryIn is { } wait ? $"retry in {Spoken.Span(wait)}" : "dialling",
        dial.LastFailure ?? "-");

    private static ScreenLine Row(GoneView gone) =>
        WithoutPeer(gone.Address, $"gone {Spoken.Span(gone.Ago)} ago", gone.Reason);

    private static ScreenLine WithoutPeer(string address, string state, string reason) =>
        ScreenLine.Row(address, state, "-", "-", "-", "-", "-", "-", reason);

    /// <summary>The refused connections, the discouraged addresses, and the number of bans.</summary>
    private static IEnumerable<ScreenLine> Turned(Peers peers) =>
    [
        .. peers.Record.Refused.Select(refused => ScreenLine.Of(
            $"{Spoken.Count(refused.Count, "connection")} refused or ended before the handshake, "
            + $"the last {Spoken.Span(refused.LastAgo)} ago with {refused.LastAddress}: {refused.Reason}")),
        .. peers.Record.Discouraged.Select(entry => ScreenLine.Of(
            $"{entry.Address} gets no slot while half of them are taken, "
            + $"for {Spoken.Span(entry.Remaining)}: {entry.Reason}")),
        .. peers.Bans == 0
            ? Array.Empty<ScreenLine>()
            : [ScreenLine.Of($"{Spoken.Count(peers.Bans, "ban")} in force: ban lists them")],
    ];
}
