using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;
using P2PChain.Core.Relay;

namespace P2PChain.Actors.Net.Relay;

/// <summary>Requests the announced transactions that <see cref="WantedTransactions"/> chooses.</summary>
internal sealed class InventoryActor : UntypedActor, IWithTimers
{
    private readonly WantedTransactions _wanted = new();
    private readonly Dictionary<PeerId, IActorRef> _peers = [];
    private readonly IActorRef _chain;
    private readonly IActorRef _readers;

    public InventoryActor(IActorRef chain, IActorRef readers)
    {
        _chain = chain;
        _readers = readers;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static Moment Now => Moment.From(Context.System.Scheduler.MonotonicClock);

    internal static Props Props(IActorRef chain, IActorRef readers) =>
        Akka.Actor.Props.Create(() => new InventoryActor(chain, readers));

    protected override void PreStart()
    {
        _chain.Tell(ChainProtocol.Subscribe.Instance);
        _readers.Tell(new ChainProtocol.GetWaiting(null)); // the stored pool
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InventoryProtocol.Joined(var id, var isChosen): Join(id, isChosen); break;
            case Gone(var id): _peers.Remove(id); _wanted.OnPeerGone(id); break;
            case InventoryProtocol.Announced(var id, var wids): _wanted.OnAnnounced(id, wids, Now); break;
            case InventoryProtocol.Missing(var id, var wids): _wanted.OnMissing(id, wids); break;
            case InventoryProtocol.Arrived(var id, var wid): _wanted.OnArrived(id, wid); break;
            case InventoryProtocol.Refused refused: OnRefused(refused); break;
            case ChainEvents.TransactionAdmitted { Entry: var entry }:
                _wanted.OnAdmitted(entry.Transaction, Now);
                break;
            case ChainEvents.BlockConnected(var block, _): _wanted.OnBlock(block.Transactions, Now); break;
            case ChainProtocol.Waiting(_, var entries):
                foreach (var entry in entries) _wanted.OnAdmitted(entry.Transaction, Now);
                break;
            case Overdue: break;
            case ChainProtocol.ChainTip or IChainEvent: break;
            default: Unhandled(message); break;
        }
        Ask();
    }

    private void Join(PeerId id, bool isChosen)
    {
        _peers[id] = Sender;
        Context.WatchWith(Sender, new Gone(id));
        _wanted.OnPeer(id, isChosen);
    }

    private void OnRefused(InventoryProtocol.Refused refused)
    {
        var (id, transaction, reason) = refused;
        if (reason == RefusalReason.PoolFull) _wanted.OnNoRoom(id, transaction.Wid);
        else _wanted.OnEarly(id, transaction.Wid, transaction.Uid, Now);
    }

    private void Ask()
    {
        foreach (var (id, request, wids) in _wanted.Take(Now))
            _peers[id].Tell(new InventoryProtocol.Ask(request, wids));
        if (_wanted.NextDue is { } due) Timers.StartDue(Overdue.Instance, Overdue.Instance, due.Since(Now));
        else Timers.Cancel(Overdue.Instance);
    }

    private sealed record Gone(PeerId Id);

    private sealed class Overdue
    {
        public static readonly Overdue Instance = new();
    }
}
