using System.Collections.Immutable;
using P2PChain.Actors.Console.Health;
using P2PChain.Actors.Net;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Node.Screen;

/// <summary>
/// The status in at most 15 lines: the most important problem or HEALTHY, further problems, the facts, the peers.
/// </summary>
internal static class StatusText
{
    private const int LinesMax = 15;

    private const int ProblemsMax = 4;

    /// <summary>The lines.</summary>
    public static ImmutableArray<ScreenLine> Of(Status status, Spoken say)
    {
        ImmutableArray<ScreenLine> first = [.. Verdict(status, say), .. Facts(status, say)];
        return [.. first, .. Peers(status, LinesMax - first.Length, say)];
    }

    private static IEnumerable<ScreenLine> Verdict(Status status, Spoken say)
    {
        var problems = Diagnosis.Of(status);
        if (problems.IsEmpty) return [ScreenLine.Of($"HEALTHY  {Healthy(status)}", Tone.Good)];
        var lines = problems.Take(ProblemsMax)
            .Select(problem => ProblemText.Of(problem, say))
            .Select(static (text, at) => Fact(at == 0 ? text.Word : "also", text.Sentence, text.Tone));
        var more = problems.Length - ProblemsMax;
        return more <= 0 ? lines : lines.Append(Fact("also", Spoken.Count(more, "lesser problem")));
    }

    private static string Healthy(Status status) => InStep.Of(status) is { All: > 0 } step
        ? ProblemText.Of(step)
        : $"{Spoken.Count(status.Peers.Length, "plain peer")} connected, which cannot tell whether in step";

    private static IEnumerable<ScreenLine> Facts(Status status, Spoken say)
    {
        var chain = status.Chain;
        var age = status.Now.Since(new UnixTime(chain.Tip.TimeMs));
        return
        [
            Fact(
                "node",
                $"{say.Key(status.Key)}  {status.Version}  up {Spoken.Uptime(status.Uptime)}  "
                + $"listens {status.Listens}"),
            Fact("key", status.Key.Hex),
            Fact("rights", Rights(status.Standing, status.Mining)),
            Fact("chain", $"height {Spoken.Number(chain.Tip.Height)}  {LastBlock(chain.Tip.Height, age)}  "
                + $"{Spoken.Count(chain.ItemsHeld, "item")} held  {Spoken.Number(chain.Waiting)} waiting"
                + (chain.Parked == 0 ? "" : $"  {Spoken.Count(chain.Parked, "block")} ahead of this clock")),
            Fact("tip", chain.Tip.Hash.ToString()),
        ];
    }

    /// <summary><c>may request: yes · may mine: no (network.miners)</c>.</summary>
    internal static string Rights(Standing standing, MiningMode mining) =>
        $"may request: {(standing.MayRequest ? "yes" : "no (network.members)")} · may mine: "
        + (standing.MayMine ? mining == MiningMode.Off ? "yes, but mining.mode is off" : "yes" : "no (network.miners)");

    private static string LastBlock(long height, TimeSpan age) => height == 0
        ? "no block yet"
        : age > -TimeSpan.FromSeconds(1)
            ? $"last block {Spoken.Span(age)} ago"
            : $"last block dated {Spoken.Span(-age)} ahead of this clock";

    private static IEnumerable<ScreenLine> Peers(Status status, int linesMax, Spoken say)
    {
        var peers = status.Peers;
        if (peers.IsEmpty) return [Fact("peers", "none")];
        var count = peers.Length <= linesMax ? peers.Length : linesMax - 1;
        var shown = peers.Take(count).Select((peer, at) => Fact(at == 0 ? "peers" : "", Line(peer, say)));
        return count == peers.Length
            ? shown
            : shown.Append(Fact("", $"and {Spoken.Number(peers.Length - count)} more (peers lists all)"));
    }

    private static string Line(PeerView peer, Spoken say) =>
        $"{peer.Address} {PeersText.Direction(peer)} {PeersText.Kind(peer, say)}"
        + (peer.RoundTrip is { } time ? $" {Spoken.Milliseconds(time)}" : "")
        + $" height {Spoken.Number(peer.Height)}";

    private static ScreenLine Fact(string name, string fact, Tone tone = Tone.Plain) =>
        ScreenLine.Of($"{name,-8} {fact}", tone);
}
