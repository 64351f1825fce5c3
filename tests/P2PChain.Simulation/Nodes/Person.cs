using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Core.Primitives;

namespace P2PChain.Simulation.Nodes;

/// <summary>
/// Somebody at a node's console, who asks for items and gives them back, and remembers what was promised.
/// </summary>
internal sealed class Person(SimWorld world, SimNode node) : UntypedActor
{
    private static readonly ImmutableArray<string> Names =
        ["laptop-001", "laptop-002", "laptop-003", "scope-1", "scope-2", "key-a", "key-b", "van-7", "drone-3"];

    private readonly Random _random = world.Core.NewRandom("person " + node.Name);
    private readonly Dictionary<long, (int Life, Hash256 TxId)> _open = [];
    private long _lastId;

    /// <summary>Told to the person: wish for something about one of the first so many items.</summary>
    internal sealed record Wish(int Items);

    /// <summary>
    /// Told to the person when nothing waits any more: how every wish ended has to be known (L4), unless the node was
    /// started anew since.
    /// </summary>
    internal sealed record Conclude
    {
        public static readonly Conclude Instance = new();
    }

    /// <summary>Told to the person: give this back, whoever holds it, or take it where nobody does.</summary>
    internal sealed record Move(ItemId Uid);

    internal static string NameOf(int item) => Names[item];

    internal static Props Props(SimWorld world, SimNode node) => Akka.Actor.Props.Create(() => new Person(world, node));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Wish(var items): OnWish(ItemId.Parse(Names[_random.Next(items)])); break;
            case ConsoleProtocol.Reply(var id, var result, _): OnReply(id, result); break;
            case Conclude: OnConclude(); break;
            case Move(var uid): Ask(uid, node.Watch.State.Custody.Items.GetValueOrDefault(uid.Text)?.Holder is not null); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>Mostly what makes sense as far as the node knows, sometimes not.</summary>
    private void OnWish(ItemId uid)
    {
        var isHeld = node.Watch.State.Custody.Items.GetValueOrDefault(uid.Text)?.Holder is not null;
        var wantsRelease = _random.NextDouble() < 0.8 ? isHeld : !isHeld;
        Ask(uid, wantsRelease);
    }

    private void Ask(ItemId uid, bool wantsRelease) => node.Refs?.Console.Tell(
        wantsRelease ? new ConsoleProtocol.Release(++_lastId, uid) : new ConsoleProtocol.Request(++_lastId, [uid]), Self);

    private void OnReply(long id, AnswerProtocol.IResult result)
    {
        if (result is AnswerProtocol.Accepted accepted) _open[id] = (node.Life, accepted.TxId);
        else _open.Remove(id);
        switch (result)
        {
            case AnswerProtocol.Accepted { TxId: var txId }: node.Watch.OnAcknowledged(txId); world.Findings.Mark("accepted"); break;
            case AnswerProtocol.Confirmed(_, _, var txId, _): node.Watch.OnAcknowledged(txId); world.Findings.Mark("confirmed"); break;
            case AnswerProtocol.Refused(_, var refusal): world.Findings.Mark("refused-" + refusal.Reason); break;
            default: break;
        }
    }

    private void OnConclude()
    {
        foreach (var (life, txId) in _open.Values)
            if (life == node.Life && !node.Watch.Pool.Waiting.Any(entry => entry.Transaction.TxId == txId)) world.Findings.Violated("L4", $"nobody at {node.Name} was told how {txId} ended");
    }
}
