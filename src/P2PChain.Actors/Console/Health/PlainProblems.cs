using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Actors.Console.Health;

/// <summary>Finds the problems with plain peers.</summary>
internal static class PlainProblems
{
    /// <summary>The largest chain takes this long on an ordinary line.</summary>
    public static readonly TimeSpan AwaitedMax = TimeSpan.FromSeconds(10);

    /// <summary>Blocks that may be under way. A block is pushed once it is 3 s old.</summary>
    public const int BlocksLeftMax = 10;

    /// <summary>The problems, the most important first.</summary>
    public static IEnumerable<Problem> Of(Status status) =>
        [.. Diverged(status), .. ChainMissing(status), .. Backlog(status), .. Unreadable(status)];

    private static IEnumerable<Problem> Diverged(Status status)
    {
        var items = status.Peers
            .SelectMany(static peer => peer.Plain?.Diverged.Select(item => (peer.Address, Item: item)) ?? []).ToList();
        if (items.Count > 0) yield return new Problem.Diverged(items[0].Address, items[0].Item, items.Count - 1);
    }

    private static IEnumerable<Problem> ChainMissing(Status status)
    {
        var missing = status.Peers.Where(static peer => peer.Plain?.Awaited >= AwaitedMax).ToList();
        if (missing is [{ Plain.Awaited: { } awaited } first, ..])
            yield return new Problem.PlainChainMissing(first.Address, awaited, missing.Count - 1);
    }

    private static IEnumerable<Problem> Backlog(Status status)
    {
        var behind = status.Peers.Where(static peer => peer.Plain is { Awaited: null, BlocksLeft: > BlocksLeftMax })
            .OrderByDescending(static peer => peer.Plain!.BlocksLeft).ToList();
        if (behind.Count > 0) yield return new Problem.PlainBacklog(behind[0], behind.Count - 1);
    }

    private static IEnumerable<Problem> Unreadable(Status status)
    {
        var peers = status.Peers.Where(static peer => peer.Plain?.Unreadable is not null).ToList();
        if (peers is [{ Plain.Unreadable: { } items } first, ..])
            yield return new Problem.PlainUnreadable(first.Address, items, peers.Count - 1);
    }
}
