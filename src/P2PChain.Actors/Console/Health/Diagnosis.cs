using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Mining;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Actors.Console.Health;

/// <summary>Finds the problems of a node. A node without a problem is healthy.</summary>
public static class Diagnosis
{
    /// <summary>A day's log and the side branches may take this many bytes.</summary>
    public const long DiskFreeMin = 256L << 20;

    /// <summary>A miner makes a block within seconds.</summary>
    public static readonly TimeSpan UnminedMax = TimeSpan.FromMinutes(2);

    /// <summary>The problems, the most important first.</summary>
    public static ImmutableArray<Problem> Of(Status status) =>
    [
        // The order is the rank: a loss of items, then a stop of this node, then single peers.
        .. Twin(status),
        .. Clock(status, maySign: false),
        .. OfLedger(status.Chain, status.Now),
        .. Rewritten(status),
        .. Outdated(status),
        .. Resources(status),
        .. Peers(status),
        .. Unmined(status),
        .. Clock(status, maySign: true),
        .. Refused(status),
        .. Splits(status),
        .. PlainProblems.Of(status),
        .. ItemDatedAhead(status),
    ];

    private static IEnumerable<Problem> Twin(Status status)
    {
        if (status.Twin is { } address) yield return new Problem.Twin(address);
    }

    private static IEnumerable<Problem> Clock(Status status, bool maySign)
    {
        if (status.Chain.Clock is { } finding && finding.MaySign == maySign) yield return new Problem.ClockOff(finding);
    }

    /// <summary>The problems that the ledger shows by itself, as at the start of a node.</summary>
    public static IEnumerable<Problem> OfLedger(ChainProtocol.ChainStatus chain, UnixTime now)
    {
        var latest = new UnixTime(chain.LatestTimeMs);
        if (latest.Since(now) is var by && by > ChainState.TimeAheadMax)
        {
            var isLast = chain.Tip.TimeMs == chain.LatestTimeMs;
            yield return new Problem.BlockDatedAhead(by, latest.Plus(-ChainState.TimeAheadMax), isLast);
        }
    }

    private static IEnumerable<Problem> ItemDatedAhead(Status status)
    {
        if (status.Chain.Ahead is var (uid, from)) yield return new Problem.ItemDatedAhead(uid, from);
    }

    private static IEnumerable<Problem> Outdated(Status status)
    {
        if (status.Chain.Newer is { } newer) yield return new Problem.Outdated(newer.Height, newer.Version);
    }

    private static IEnumerable<Problem> Splits(Status status)
    {
        var splits = status.Peers
            .Where(static peer => peer.SplitsAt is not null).OrderBy(static peer => peer.SplitsAt).ToList();
        if (splits is [{ SplitsAt: { } height } first, ..])
            yield return new Problem.Splits(height, first.Address, splits.Count - 1);
    }

    private static IEnumerable<Problem> Resources(Status status)
    {
        if (status.DiskFree is { } free and < DiskFreeMin) yield return new Problem.DiskLow(free);
    }

    private static IEnumerable<Problem> Unmined(Status status)
    {
        var minesHere = status.Standing.MayMine && status.Mining != MiningMode.Off;
        // A transaction that is dated ahead is a problem of its own.
        if (status.Chain is { Unmined: { } span, Ahead: null } && span >= UnminedMax)
            yield return new Problem.Unmined(status.Chain.Waiting, span, minesHere);
    }

    private static IEnumerable<Problem> Rewritten(Status status)
    {
        if (status.Rewrites is not [.., var last]) yield break;
        var taken = status.Rewrites.SelectMany(static rewrite => rewrite.Taken).Distinct().Order();
        yield return new Problem.Rewritten(last, [.. taken]);
    }

    private static IEnumerable<Problem> Peers(Status status)
    {
        if (status.Peers.IsEmpty)
        {
            var dials = status.Dials.OrderBy(static dial => dial.Refusal is null);
            yield return new Problem.Alone([.. dials], status.HasSeeds, status.IsLanOn);
            yield break;
        }
        var step = InStep.Of(status);
        if (step.All == 0)
        {
            // On a network with a name nothing is exchanged with plain peers.
            if (status.Peers.All(static peer => peer.Plain is null))
                yield return new Problem.OnlyStrangers(status.Peers[0].Address, status.Peers.Length - 1);
            yield break;
        }
        if (ChainProblems.Of(status, step) is { } problem) yield return problem;
    }

    private static IEnumerable<Problem> Refused(Status status)
    {
        var refusing = status.Dials.Where(static dial => dial.Refusal is not null).ToList();
        if (!status.Peers.IsEmpty && refusing.Count > 0)
            yield return new Problem.Refused(refusing[0].Address, refusing[0].Refusal!, refusing.Count - 1);
    }
}
