using System.Collections.Immutable;
using System.Diagnostics;
using P2PChain.Actors.Console.Health;
using P2PChain.Actors.Net;

namespace P2PChain.Node.Screen;

/// <summary>A problem in words: a word for the verdict, and a sentence with the next step.</summary>
/// <param name="Word">At most eight capitals; docs/operations.md explains it.</param>
/// <param name="Sentence">The fact with its figures, a colon, the next step.</param>
/// <param name="Tone">The tone of the line.</param>
internal sealed record ProblemText(string Word, string Sentence, Tone Tone = Tone.Notice)
{
    private const int DialsShownMax = 2;

    private const int NamesMax = 3;

    /// <summary>The words for a problem.</summary>
    public static ProblemText Of(Problem problem, Spoken say) => problem switch
    {
        Problem.Twin(var address) => new(
            "TWIN",
            $"another node uses this node's key, from {address}: "
            + "stop one of the two, and give it a data directory of its own",
            Tone.Bad),
        Problem.Rewritten(var last, []) => new(
            "REWRITE",
            $"a better chain replaced {Spoken.Count(last.Abandoned, "block")} {Spoken.Span(last.Ago)} ago "
            + "and took no item from its holder: ask the other sites whether they were offline"),
        Problem.Rewritten(var last, var taken) => new(
            "REWRITE",
            $"{NewsText.Taken(taken, NamesMax)} by a better chain, the last {Spoken.Span(last.Ago)} ago: "
            + "see the present holders (items), and tell the holders",
            Tone.Bad),
        Problem.Alone([], true, _) => new(
            "ALONE", "no peer connected: no seed has led to one yet; each is tried again every minute"),
        Problem.Alone([], _, true) => new(
            "ALONE", "no peer connected: none was heard on the local network yet; or connect HOST PORT"),
        Problem.Alone(var dials, _, _) => new("ALONE", $"no peer connected: {Of(dials)}"),
        Problem.OnlyStrangers(var address, var more) => new(
            "ALONE",
            $"no peer shares this ledger: {address}{Others(more)} speaks the original network's protocol, "
            + "and nothing is exchanged with it: connect to a node of this network"),
        Problem.Refused(var address, var reason, var more) => new(
            "REFUSED", $"{address} refuses this node: {reason}{More(more)}: see its settings"),
        Problem.ClockOff(var finding) => new("CLOCK", ClockText.Of(finding), Tone.Bad),
        Problem.BlockDatedAhead(var by, var from, var isLast) => new(
            "FUTURE",
            $"{(isLast ? "the last" : "a")} block is dated {Spoken.Span(by)} ahead of this clock; "
            + $"other nodes cannot accept it before {say.Second(from)}: check this computer's clock",
            Tone.Bad),
        Problem.ItemDatedAhead(var uid, var from) => new(
            "WAITS",
            $"{uid} is dated ahead of this clock, so no block may hold it before {say.Second(from)}: "
            + "the other items do not wait"),
        Problem.Behind(var blocks, var address, var step) => new(
            "BEHIND", $"{Spoken.Count(blocks, "block")} behind {address}, {Of(step)}: they are being fetched"),
        Problem.Claimed(var height, var address, var claim, var step) => new(
            "CLAIM", $"{address} {ClaimText.Of(height, claim)}; {Of(step)}"),
        Problem.Divided(var height, var step) => new(
            "DIVIDED", $"{Of(step)}: another block stands at height {Spoken.Number(height)}; the next block decides"),
        Problem.Ahead(var step) => new(
            "AHEAD", $"{Of(step)}: by their last word they have less work; if this stays, see their status"),
        Problem.Diverged(var address, var first, var more) => new(
            "DIVERGED",
            $"{address} diverged: {first}{More(more)}: "
            + "peers lists all; agree with its operator"),
        Problem.Outdated(var height, var version) => new(
            "OUTDATED",
            $"a peer's block {Spoken.Number(height)} is of rule set {Spoken.Number(version)}, "
            + "which this program does not know: update this program",
            Tone.Bad),
        Problem.Splits(var height, var address, var more) => new(
            "SPLIT",
            $"this node and {address}{Others(more)} plan different rules from block {Spoken.Number(height)} on, "
            + "and part there: run the same version and settings on both"),
        Problem.DiskLow(var free) => new(
            "DISK",
            $"{Spoken.Number(free >> 20)} MiB are free on the disk with the ledger: "
            + "make room, a full disk ends the node",
            Tone.Bad),
        Problem.Unmined(var waiting, var span, var minesHere) => new(
            "UNMINED",
            $"{Spoken.Count(waiting, "transaction")} {(waiting == 1 ? "waits" : "wait")} "
            + $"and no block has come for {Spoken.Span(span)}: "
            + (minesHere
                ? "this node should mine, see the log"
                : "see that a node that may mine runs and is connected (network.miners, mining.mode)")),
        Problem.PlainChainMissing(var address, var span, var more) => new(
            "NOCHAIN",
            $"the chain of plain peer {address}{Others(more)} has not come for {Spoken.Span(span)}, "
            + "so nothing is exchanged: look at that node"),
        Problem.PlainBacklog({ Plain: { } plain } peer, var more) => new(
            "PUSHING",
            $"plain peer {peer.Address} at height {Spoken.Number(peer.Height)} "
            + $"still lacks {Spoken.Number(plain.BlocksLeft)} of our blocks"
            + (plain.Unseen == 0 ? "" : $", and {Spoken.Count(plain.Unseen, "transaction")} more are on the way")
            + $"{Others(more)}: "
            + "wait, 1,024 go out every 30 s"),
        Problem.PlainUnreadable(var address, var items, var more) => new(
            "UNREAD",
            $"of plain peer {address}{Others(more)} {items}: "
            + "use ids of A-Z a-z 0-9 _ - . there, at most 128 characters"),
        _ => throw new UnreachableException(problem.GetType().Name),
    };

    /// <summary><c>in step with 1 of 2 peers</c>.</summary>
    public static string Of(InStep step) =>
        $"in step with {Spoken.Number(step.Peers)} of {Spoken.Count(step.All, "peer")}";

    private static string Of(ImmutableArray<DialView> dials)
    {
        if (dials.IsEmpty) return "connect to one with connect HOST PORT";
        var failed = dials.Where(static dial => dial.LastFailure is not null).Take(DialsShownMax).ToList();
        if (failed.Count == 0) return $"{Spoken.Count(dials.Length, "address", "addresses")} dialled, no answer yet";
        var more = dials.Length - failed.Count;
        return string.Join("; ", failed.Select(static dial => $"{dial.Address}: {dial.LastFailure}"))
            + (more == 0 ? "" : $"; and {Spoken.Number(more)} more, peers lists all");
    }

    private static string Others(int more) => more == 0 ? "" : $" (and {Spoken.Number(more)} more)";

    private static string More(int more) => more == 0 ? "" : $", and {Spoken.Number(more)} more";
}
