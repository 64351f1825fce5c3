using Akka.Actor;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Peering;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors;

/// <summary>
/// Tells every extended peer but the origin of each new tip and each new transaction, once per hash, encoded once. While a
/// sync connects block after block, only the tip it comes to rest on is told. A plain peer's connection hears of tips, and
/// says what of them its other side can take.
/// </summary>
internal sealed class BroadcastActor : UntypedActor, IWithTimers
{
    // A sync brings the next block in well under this.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(100);

    private readonly IActorRef _chain;
    private readonly Dictionary<PeerId, IActorRef> _peers = [];
    private readonly Dictionary<PeerId, IActorRef> _plain = [];
    private ChainProtocol.ChainTip? _tip;
    private Block? _lastConnected;
    private PeerId? _origin;

    public BroadcastActor(IActorRef chain) => _chain = chain;

    public ITimerScheduler Timers { get; set; } = null!;

    internal static Props Props(IActorRef chain) => Akka.Actor.Props.Create(() => new BroadcastActor(chain));

    protected override void PreStart() => _chain.Tell(ChainProtocol.Subscribe.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PeerProtocol.PeerCame(var view, var peer): OnPeer(view, peer); break;
            case PeerProtocol.PeerWent(var view, _): _peers.Remove(view.Id); _plain.Remove(view.Id); break;
            case ChainEvents.BlockConnected(var block, _): _lastConnected = block; break;
            case ChainEvents.TipMoved moved: OnTip(moved); break;
            case ChainEvents.TransactionAdmitted { Entry: var entry }: Tell(entry.Transaction, entry.Source.Peer); break;
            case Settled: TellTip(); break;
            case ChainProtocol.ChainTip tip: Note(tip); break;
            case IChainEvent: break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>From here on it hears of every tip; of those since its announce it hears now.</summary>
    private void OnPeer(ConsoleProtocol.PeerView view, IActorRef peer)
    {
        (view.IsExtended ? _peers : _plain)[view.Id] = peer;
        if (_tip is not null) peer.Tell(_tip);
    }

    private void Note(ChainProtocol.ChainTip tip)
    {
        _tip = tip;
        foreach (var peer in _peers.Values.Concat(_plain.Values)) peer.Tell(tip);
    }

    private void OnTip(ChainEvents.TipMoved moved)
    {
        _origin = moved.From;
        Note(ChainProtocol.ChainTip.Of(moved.Tip));
        if (!moved.IsCatchingUp) TellTip();
        else Timers.StartSingleTimer(Settled.Instance, Settled.Instance, Settle);
    }

    private void TellTip()
    {
        if (_lastConnected is not { } block) return;
        _lastConnected = null;
        Deliver(new Message.NewBlock(block), block.Hash, OutboxPriority.Blocks, _origin);
    }

    private void Tell(Transaction transaction, PeerId? origin) =>
        Deliver(new Message.NewTransaction(transaction), transaction.Wid, OutboxPriority.Transactions, origin);

    private void Deliver(Message message, Hash256 id, OutboxPriority priority, PeerId? origin)
    {
        if (_peers.Count == 0) return;
        var deliver = new PeerProtocol.Deliver(MessageCodec.Encode(message, null), id, priority, origin);
        foreach (var peer in _peers.Values) peer.Tell(deliver);
    }

    private sealed class Settled
    {
        public static readonly Settled Instance = new();
    }
}
