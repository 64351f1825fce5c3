using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Mining;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Actors.Console.Health;

/// <summary>Finds what is wrong with a node. A node with no problem is healthy.</summary>
public static class Diagnosis
{
    /// <summary>A day's log and the side branches may take so much.</summary>
    public const long DiskFreeMin = 256L << 20;

    /// <summary>A block takes seconds where somebody mines.</summary>
    public static readonly TimeSpan UnminedMax = TimeSpan.FromMinutes(2);

    /// <summary>The problems, the most important first.</summary>
    public static ImmutableArray<Problem> Of(Status status) =>
    [
        // The order is the rank: what can lose items, then what stops this node, then what concerns single peers.
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
            yield return new Problem.BlockDatedAhead(by, latest.Plus(-ChainState.TimeAheadMax), chain.Tip.TimeMs == chain.LatestTimeMs);
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
        var splits = status.Peers.Where(static peer => peer.SplitsAt is not null).OrderBy(static peer => peer.SplitsAt).ToList();
        if (splits.Count > 0) yield return new Problem.Splits(splits[0].SplitsAt!.Value, splits[0].Address, splits.Count - 1);
    }

    private static IEnumerable<Problem> Resources(Status status)
    {
        if (status.Chain.IsBranchTooLarge) yield return new Problem.BranchTooLarge();
        if (status.DiskFree is { } free and < DiskFreeMin) yield return new Problem.DiskLow(free);
    }

    private static IEnumerable<Problem> Unmined(Status status)
    {
        var minesHere = status.Standing.MayMine && status.Mining != MiningMode.Off;
        // What is dated ahead waits for its date and is told as that.
        if (status.Chain is { Unmined: { } span, Ahead: null } && span >= UnminedMax)
            yield return new Problem.Unmined(status.Chain.Waiting, span, minesHere);
    }

    private static IEnumerable<Problem> Rewritten(Status status)
    {
        if (status.Rewrites is [.., var last])
            yield return new Problem.Rewritten(last, [.. status.Rewrites.SelectMany(static rewrite => rewrite.Taken).Distinct().Order()]);
    }

    private static IEnumerable<Problem> Peers(Status status)
    {
        if (status.Peers.IsEmpty)
        {
            yield return new Problem.Alone([.. status.Dials.OrderBy(static dial => dial.Refusal is null)]);
            yield break;
        }
        var (step, height) = (InStep.Of(status), status.Chain.Tip.Height);
        if (step.All == 0)
        {
            // On a network with a name nothing is exchanged with plain peers.
            if (status.Peers.All(static peer => peer.Plain is null))
                yield return new Problem.OnlyStrangers(status.Peers[0].Address, status.Peers.Length - 1);
            yield break;
        }
        var highest = status.Peers.Where(static peer => peer.IsExtended).MaxBy(static peer => peer.Height)!;
        if (highest.Height > height)
            yield return new Problem.Behind(highest.Height - height, highest.Address, step);
        else if (step.Peers == 0)
            yield return highest.Height == height ? new Problem.Divided(height, step) : new Problem.Ahead(step);
    }

    private static IEnumerable<Problem> Refused(Status status)
    {
        var refusing = status.Dials.Where(static dial => dial.Refusal is not null).ToList();
        if (!status.Peers.IsEmpty && refusing.Count > 0)
            yield return new Problem.Refused(refusing[0].Address, refusing[0].Refusal!, refusing.Count - 1);
    }
}
