using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;

namespace P2PChain.Actors.Net.Sync;

/// <summary>Carries out the downloads that <see cref="SyncPlanner"/> decides.</summary>
internal sealed class SyncActor : UntypedActor, IWithTimers
{
    private readonly SyncPlanner _planner = new();
    private readonly IActorRef _chain;
    private readonly IActorRef _readers;
    private readonly Dictionary<PeerId, IActorRef> _peers = [];

    public SyncActor(IActorRef chain, IActorRef readers)
    {
        _chain = chain;
        _readers = readers;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // For the dates of blocks.
    private static UnixTime Wall => UnixTime.From(Context.System.Scheduler.Now);

    // For spans.
    private static Moment Now => Moment.From(Context.System.Scheduler.MonotonicClock);

    internal static Props Props(IActorRef chain, IActorRef readers) =>
        Akka.Actor.Props.Create(() => new SyncActor(chain, readers));

    protected override void PreStart() => _chain.Tell(ChainProtocol.Subscribe.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SyncProtocol.PeerReady(var id, var peer, var origin):
                _peers[id] = peer;
                _planner.OnPeerReady(id, origin);
                break;
            case SyncProtocol.PeerClaims(var id, var work, var tip): Do(_planner.OnClaim(id, work, tip, Now)); break;
            case SyncProtocol.UnknownParent(var id): Do(_planner.OnUnknownParent(id, Now)); break;
            case SyncProtocol.HeadersCame(var id, var request, var items, var more):
                Do(_planner.OnHeaders(id, request, items, more, Now));
                break;
            case SyncProtocol.BodyCame(var id, var block): Do(_planner.OnBody(id, block, Now)); break;
            case SyncProtocol.KnownBodyCame(var id, var hash, var verdict):
                Do(_planner.OnKnownBody(id, hash, verdict, Wall, Now));
                break;
            case ChainProtocol.BlockVerdict(var hash, var verdict, _):
                Do(_planner.OnJudged(hash, verdict, Wall, Now));
                break;
            case SyncProtocol.NotFound(var id, var hashes): Do(_planner.OnNotFound(id, hashes, Now)); break;
            case SyncProtocol.PeerGone(var id): _peers.Remove(id); Do(_planner.OnPeerGone(id, Now)); break;
            case ChainProtocol.OurLocator(var hashes): Do(_planner.OnLocator(hashes, Now)); break;
            case ChainProtocol.HeadersConsidered(var id, var request, var last, var missing, var violation):
                Do(_planner.OnConsidered(id, request, last, missing, violation, Now));
                break;
            case ChainEvents.TipMoved(var tip, _, _, _): Do(_planner.OnOurTip(tip.Work, tip.Hash, Now)); break;
            case ChainEvents.Follows(var tip): Do(_planner.OnFollowed(tip.Work, tip.Hash, Now)); break;
            case ChainProtocol.ChainTip tip: Do(_planner.OnOurTip(tip.Work, tip.Hash, Now)); break;
            case SyncProtocol.AskAnew: Do(_planner.OnAskedAnew(Now)); break;
            case SyncProtocol.GetClaims: Sender.Tell(new SyncProtocol.Claims(_planner.Claims(Now))); break;
            case Deadline: Do(_planner.OnTime(Now)); break;
            case IChainEvent: break;
            default: Unhandled(message); break;
        }
    }

    private void Do(IReadOnlyList<SyncAction> actions)
    {
        foreach (var action in actions)
        {
            switch (action)
            {
                case SyncAction.AskLocator: _readers.Tell(ChainProtocol.GetLocator.Instance); break;
                case SyncAction.Consider(var id, var request, var after, var items, var hasMore):
                    _chain.Tell(new ChainProtocol.ConsiderHeaders(id, request, after, items, hasMore));
                    break;
                case SyncAction.AskHeaders(var id, var request, var locator):
                    Tell(id, new PeerProtocol.AskHeaders(request, locator));
                    break;
                case SyncAction.AskBlocks(var id, var request, var hashes):
                    Tell(id, new PeerProtocol.AskBlocks(request, hashes));
                    break;
                case SyncAction.Submit(var id, var block):
                    _chain.Tell(new ChainProtocol.SubmitBlock(block, id, IsRequested: true));
                    break;
                case SyncAction.Drop(var id, var fault): Tell(id, new PeerProtocol.Cut(fault)); break;
                default: throw new System.Diagnostics.UnreachableException();
            }
        }
        Schedule();
    }

    private void Tell(PeerId id, object message)
    {
        if (_peers.TryGetValue(id, out var peer)) peer.Tell(message);
    }

    private void Schedule()
    {
        if (_planner.Deadline is not { } deadline) Timers.Cancel(Deadline.Instance);
        else Timers.StartDue(Deadline.Instance, Deadline.Instance, deadline.Since(Now));
    }

    private sealed class Deadline
    {
        public static readonly Deadline Instance = new();
    }
}
