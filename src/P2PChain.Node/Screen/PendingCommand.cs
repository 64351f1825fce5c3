using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.AnswerProtocol;
using static P2PChain.Actors.Console.ConsoleProtocol;

namespace P2PChain.Node.Screen;

/// <summary>A command without its last reply.</summary>
/// <param name="Command">The command.</param>
/// <param name="Asker">The actor that waits for the first reply; null once it has come.</param>
/// <param name="Waiting">Accepted items that are in no block yet.</param>
internal sealed record PendingCommand(Command Command, IActorRef? Asker, ImmutableSortedSet<ItemId> Waiting)
{
    /// <summary>Whether its time is over, so that no other command waits for its outcome.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>The command after a reply.</summary>
    public PendingCommand After(IResult result) => this with
    {
        Asker = null,
        Waiting = result switch
        {
            Accepted accepted => Waiting.Add(accepted.Uid),
            Confirmed confirmed => Waiting.Remove(confirmed.Uid),
            Refused refused => Waiting.Remove(refused.Refusal.Uid),
            _ => Waiting,
        },
    };

    /// <summary>Whether a reply refuses several items as a whole, though it names one.</summary>
    public bool IsRefusedWhole(Reply reply) =>
        Asker is not null && reply is { IsLast: true, Result: Refused } && Command is Request { Uids.Length: > 1 };

    /// <summary>The lines for a command that is given up.</summary>
    public ImmutableArray<ScreenLine> GivenUp(TimeSpan after) => Waiting.IsEmpty
        ? [ScreenLine.Of($"{Words}: no answer within {Spoken.Span(after)}", Tone.Bad)]
        : [.. Waiting.Select(uid => ScreenLine.Of(
            $"{uid}: not in a block after {Spoken.Span(after)}; the node has kept it and goes on when it runs again",
            Tone.Notice))];

    private string Words => Command switch
    {
        Request request => $"request {string.Join(' ', request.Uids)}",
        Release release => $"release {release.Uid}",
        ListItems { AreHeld: var areHeld } => areHeld ? "items --held" : "items --available",
        ListHeld held => "items" + (held.AreOwn ? " --by me" : held.By is { } by ? $" --by {by}" : "")
            + (held.At is null ? "" : " --at"),
        ShowItem show => $"item {show.Uid}",
        ShowHistory show => $"history {show.Uid}",
        ShowBlock show => $"block {show.Name}",
        ListPool => "pool",
        Explain explain => $"why {explain.TxId}",
        MakeBan ban => $"ban {ban.Wish.Name}",
        LiftBan unban => $"unban {unban.Wish.Name}",
        ListBans => "ban",
        Connect connect => $"connect {connect.Host} {Spoken.Height(connect.Port)}",
        Disconnect disconnect => $"disconnect {disconnect.Host} {Spoken.Height(disconnect.Port)}",
        ListPeers => "peers",
        Sync => "sync",
        GetStatus => "status",
        WhoAmI => "whoami",
        _ => throw new UnreachableException(Command.GetType().Name),
    };
}
