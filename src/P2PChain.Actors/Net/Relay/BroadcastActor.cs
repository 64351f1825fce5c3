using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Relay;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Relay;

/// <summary>
/// Sends each new tip to every extended peer but the origin, encoded once, and sends or announces each new transaction.
/// While a sync connects block after block, only its last tip is sent. A new peer gets all waiting transactions; those
/// that go on waiting are sent again. A plain peer's connection is told the tips and pushes its own selection.
/// </summary>
internal sealed class BroadcastActor : UntypedActor, IWithTimers
{
    // A sync fetches the next block in less.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(100);

    // Transactions that are due within one pause are sent together: at most 100 KiB a second to each peer.
    private static readonly TimeSpan AgainEvery = TimeSpan.FromSeconds(5);

    private readonly IActorRef _chain;
    private readonly IActorRef _readers;
    private readonly Random _random;
    private readonly int _fewPeers;
    private readonly Retelling _retelling;
    private readonly AnnouncementBatch _news = new();
    private readonly Dictionary<PeerId, IActorRef> _peers = [];
    private readonly Dictionary<PeerId, WholePushes.Candidate> _candidates = [];
    private readonly HashSet<PeerId> _awaitsPool = [];
    private readonly Dictionary<PeerId, IActorRef> _plain = [];
    private readonly List<PoolEntry> _meanwhile = [];
    private ChainProtocol.ChainTip? _tip;
    private Block? _lastConnected;
    private PeerId? _origin;

    public BroadcastActor(IActorRef chain, IActorRef readers, Random random, int fewPeers)
    {
        _chain = chain;
        _readers = readers;
        _fewPeers = fewPeers;
        _random = random;
        _retelling = new Retelling(random);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static Moment Now => Moment.From(Context.System.Scheduler.MonotonicClock);

    internal static Props Props(
        IActorRef chain, IActorRef readers, Random random, int fewPeers = WholePushes.FewPeers) =>
        Akka.Actor.Props.Create(() => new BroadcastActor(chain, readers, random, fewPeers));

    protected override void PreStart()
    {
        _chain.Tell(ChainProtocol.Subscribe.Instance);
        TellAgainAfter(AgainEvery); // the stored pool may not be empty
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PeerProtocol.PeerCame(var view, var peer): OnPeer(view, peer); break;
            case PeerProtocol.TwinMet: break;
            case PeerProtocol.PeerWent(var view, _): OnPeerGone(view.Id); break;
            case ChainEvents.BlockConnected(var block, _): _lastConnected = block; break;
            case ChainEvents.TipMoved moved: OnTip(moved); break;
            case ChainEvents.TransactionAdmitted { Entry: var entry }: OnAdmitted(entry); break;
            case ChainProtocol.Waiting({ } peer, var entries): OnPool(peer, entries); break;
            case ChainProtocol.Waiting(null, var entries): TellAgain(entries); break;
            case Again: _readers.Tell(new ChainProtocol.GetWaiting(null)); break;
            case Settled: TellTip(); break;
            case AnnounceNow: Announce(); break;
            case ChainProtocol.ChainTip tip: Note(tip); break;
            case IChainEvent: break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>
    /// The connection learns the present tip, which may have moved since its announce, and then every tip.
    /// </summary>
    private void OnPeer(PeerView view, IActorRef peer)
    {
        (view.IsExtended ? _peers : _plain)[view.Id] = peer;
        if (view.IsExtended)
            _candidates[view.Id] = new WholePushes.Candidate(view.Id, view.IsOutbound, view.TakesInventory);
        if (_tip is not null) peer.Tell(_tip);
        if (view.IsExtended && _awaitsPool.Add(view.Id)) _readers.Tell(new ChainProtocol.GetWaiting(view.Id));
    }

    private void OnPeerGone(PeerId peer)
    {
        _peers.Remove(peer);
        _plain.Remove(peer);
        _candidates.Remove(peer);
        if (_awaitsPool.Remove(peer)) ForgetMeanwhile();
    }

    /// <summary>
    /// A new peer gets the pool before newer transactions: a release must not come before its request.
    /// </summary>
    private void OnPool(PeerId peer, ImmutableArray<PoolEntry> entries)
    {
        if (!_awaitsPool.Remove(peer)) return;
        entries = WithMeanwhile(entries);
        // Also without a transaction: the peer may have some.
        _peers[peer].Tell(new PeerProtocol.Offer(entries, IsAgain: false));
        if (entries.IsEmpty) return;
        _retelling.OnPeer(Now);
        if (_retelling.NextDue is { } next) TellAgainAfter(next.Since(Now));
    }

    /// <summary>Adds newer transactions: the reader's answer may be older than the chain's last event.</summary>
    private ImmutableArray<PoolEntry> WithMeanwhile(ImmutableArray<PoolEntry> entries)
    {
        if (_meanwhile.Count == 0) return entries;
        var known = entries.Select(static entry => entry.Transaction.TxId).ToHashSet();
        ImmutableArray<PoolEntry> all =
            [.. entries, .. _meanwhile.Where(entry => !known.Contains(entry.Transaction.TxId))];
        ForgetMeanwhile();
        return all;
    }

    private void ForgetMeanwhile()
    {
        if (_awaitsPool.Count == 0) _meanwhile.Clear();
    }

    private void OnAdmitted(PoolEntry entry)
    {
        if (_awaitsPool.Count > 0) _meanwhile.Add(entry);
        _retelling.OnTold(entry.Transaction.TxId, Now);
        if (!Timers.IsTimerActive(Again.Instance)) TellAgainAfter(Retelling.PauseMin);
        Push(entry, WholePushes.Choose(_candidates.Values, entry.Source.IsOwn, _fewPeers));
        if (_candidates.Count <= _fewPeers) return;
        _news.Add(entry);
        Announce();
    }

    private void Push(PoolEntry entry, ImmutableArray<PeerId> peers)
    {
        PeerProtocol.Deliver? deliver = null;
        var (transaction, from) = (entry.Transaction, entry.Source.Peer);
        foreach (var peer in peers.Where(peer => !_awaitsPool.Contains(peer)))
            _peers[peer].Tell(deliver ??= Line(
                new Message.NewTransaction(transaction), transaction.Wid, OutboxPriority.Transactions, from) with
            {
                Transaction = transaction,
            });
    }

    /// <summary>Announces the new transactions, if that is due, to the peers that request what they lack.</summary>
    private void Announce()
    {
        while (_news.Wait(Now) is { } wait)
        {
            if (wait > TimeSpan.Zero)
            {
                Timers.StartDue(AnnounceNow.Instance, AnnounceNow.Instance, wait);
                return;
            }
            var entries = _news.Take(Now);
            var line = new Message.Inventory([.. entries.Select(entry => entry.Transaction.Wid)]);
            var announce = new PeerProtocol.Announce(entries, MessageCodec.Encode(line, null));
            foreach (var (id, _, takes) in _candidates.Values)
                if (takes && !_awaitsPool.Contains(id)) _peers[id].Tell(announce);
        }
    }

    private void TellAgain(ImmutableArray<PoolEntry> entries)
    {
        var due = _retelling.TakeDue(entries, Now);
        if (!due.IsEmpty)
            foreach (var (id, peer) in _peers)
                if (!_awaitsPool.Contains(id)) peer.Tell(new PeerProtocol.Offer(due, IsAgain: true));
        if (_retelling.NextDue is { } next) TellAgainAfter(next.Since(Now));
    }

    private void TellAgainAfter(TimeSpan wait) =>
        Timers.StartSingleTimer(Again.Instance, Again.Instance, wait > AgainEvery ? wait : AgainEvery);

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
        PeerProtocol.Deliver? deliver = null;
        foreach (var peer in _peers.Values)
            peer.Tell(deliver ??= Line(new Message.NewBlock(block), block.Hash, OutboxPriority.Blocks, _origin) with
            {
                Header = HeaderItem.Of(block),
                Block = block,
                Compact = Compact(block),
            });
    }

    private Lazy<byte[]?> Compact(Block block)
    {
        var nonce = (ulong)_random.NextInt64();
        return new Lazy<byte[]?>(
            () => CompactBlocks.Of(block, nonce) is { } compact ? MessageCodec.Encode(compact, null) : null);
    }

    private static PeerProtocol.Deliver Line(Message message, Hash256 id, OutboxPriority priority, PeerId? origin) =>
        new(MessageCodec.Encode(message, null), id, priority, origin);

    private sealed class AnnounceNow
    {
        public static readonly AnnounceNow Instance = new();
    }

    private sealed class Again : IDeadLetterSuppression
    {
        public static readonly Again Instance = new();
    }

    private sealed class Settled
    {
        public static readonly Settled Instance = new();
    }
}
