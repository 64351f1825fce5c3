using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Protocols.ConsoleProtocol;

namespace P2PChain.Node.Screen;

/// <summary>The status: the verdict, then the facts, in at most 15 lines.</summary>
internal static class StatusText
{
    /// <summary>With verdict, node, key, chain, tip, clock, the line for the others and that for what diverged: 15 lines.</summary>
    private const int PeersShownMax = 7;

    /// <summary>The lines; the first is the verdict.</summary>
    public static ImmutableArray<ScreenLine> Of(Status status, Spoken say)
    {
        var chain = status.Chain;
        var age = status.Now.Since(new UnixTime(chain.Tip.TimeMs));
        return
        [
            Verdict(status),
            Fact("node", $"{say.Key(status.Key)}  {status.Version}  up {Spoken.Uptime(status.Uptime)}  listens {status.Listens}"),
            Fact("key", status.Key.Hex),
            Fact("chain", $"height {Spoken.Number(chain.Tip.Height)}  {LastBlock(chain.Tip.Height, age)}  "
                + $"{Spoken.Count(chain.ItemsHeld, "item")} held  {Spoken.Number(chain.Waiting)} waiting"
                + (chain.Parked == 0 ? "" : $"  {Spoken.Count(chain.Parked, "block")} ahead of this clock")),
            Fact("tip", chain.Tip.Hash.ToString()),
            .. Clock(chain.Clock),
            .. Peers(status),
            .. Diverged(status),
        ];
    }

    private static ScreenLine Verdict(Status status)
    {
        if (status.Peers.IsEmpty)
            return ScreenLine.Of($"ALONE    no peer connected: {Remedy(status.Dialling)}", Tone.Notice);
        var (peers, tip) = (status.Peers.Where(static peer => peer.IsExtended).ToArray(), status.Chain.Tip);
        if (peers.Length == 0) // nodes of the original network do not tell their tip
            return ScreenLine.Of(
                $"HEALTHY  {Spoken.Count(status.Peers.Length, "plain peer")} connected, which cannot tell whether in step",
                Tone.Good);
        var inStep = peers.Count(peer => peer.Tip == tip.Hash);
        var highest = peers.MaxBy(static peer => peer.Height)!;
        if (highest.Height > tip.Height)
            return ScreenLine.Of(
                $"BEHIND   {Spoken.Count(highest.Height - tip.Height, "block")} behind {highest.Address}, "
                + $"{InStep(inStep, peers.Length)}",
                Tone.Notice);
        return inStep > 0
            ? ScreenLine.Of($"HEALTHY  {InStep(inStep, peers.Length)}", Tone.Good)
            : highest.Height == tip.Height
                ? ScreenLine.Of(
                    $"DIVIDED  {InStep(0, peers.Length)}: another block stands at height {Spoken.Number(tip.Height)}; "
                    + "the next block decides",
                    Tone.Notice)
                : ScreenLine.Of(
                    $"AHEAD    {InStep(0, peers.Length)}: by their last word they have fewer blocks", Tone.Notice);
    }

    private static string Remedy(int dialling) => dialling == 0
        ? "connect to one with connect HOST PORT"
        : $"{Spoken.Count(dialling, "address", "addresses")} dialled in vain so far, peers says why";

    private static string InStep(int inStep, int peers) => $"in step with {Spoken.Number(inStep)} of {Spoken.Count(peers, "peer")}";

    private static string LastBlock(long height, TimeSpan age) => height == 0
        ? "no block yet"
        : $"last block {Spoken.Span(age)} ago";

    private static IEnumerable<ScreenLine> Clock(ClockFinding? finding) => finding is null
        ? []
        : [Fact("clock", $"{ClockText.Of(finding)}", Tone.Bad)];

    private static IEnumerable<ScreenLine> Peers(Status status)
    {
        if (status.Peers.IsEmpty) return [Fact("peers", "none")];
        var shown = status.Peers.Take(PeersShownMax).Select(static (peer, at) => Fact(at == 0 ? "peers" : "", Line(peer)));
        return status.Peers.Length <= PeersShownMax
            ? shown
            : shown.Append(Fact("", $"and {Spoken.Number(status.Peers.Length - PeersShownMax)} more (peers lists all)"));
    }

    private static IEnumerable<ScreenLine> Diverged(Status status)
    {
        var items = PeersText.Diverged(status.Peers).ToArray();
        if (items.Length == 0) return [];
        var more = items.Length == 1 ? "" : $", and {Spoken.Number(items.Length - 1)} more (peers lists all)";
        return [Fact("plain", items[0] + more, Tone.Notice)];
    }

    private static string Line(PeerView peer) =>
        $"{peer.Address} {PeersText.Direction(peer)} {PeersText.Kind(peer)}"
        + (peer.RoundTrip is { } time ? $" {Spoken.Milliseconds(time)}" : "")
        + $" height {Spoken.Number(peer.Height)}";

    private static ScreenLine Fact(string name, string fact, Tone tone = Tone.Plain) => ScreenLine.Of($"{name,-7}  {fact}", tone);
}
