using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Akka.Actor;
using Akka.Event;
using P2PChain.Actors.Metrics;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;
using static P2PChain.Actors.Ledger.ChainProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// Owns the ledger: plan, persist, apply, announce. It has its own thread, so it may wait for the disk. A failure of
/// the disk ends the node: the actor's memory may not match the disk then, so it is stopped and not restarted.
/// </summary>
internal sealed class ChainActor : UntypedActor, IWithTimers
{
    // One write for all of them; more than this would keep the first waiting, and blocks behind them.
    private const int SubmittedMax = 256;

    // A clock that is set meanwhile is noticed after this time.
    private static readonly TimeSpan LookAgainMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StoreCheckInterval = TimeSpan.FromSeconds(1);

    private readonly IChainStore _store;
    private readonly PublishedView _published;
    private readonly NodeMeter _meter;
    private readonly ImmutableArray<KeptRewrite> _rewrites;
    private readonly ChainState _chain;
    private readonly DraftPlan _drafts;
    private readonly HeaderPages _pages = new();
    private readonly PeerClocks _clocks = new();
    private readonly HashSet<IActorRef> _subscribers = [];
    private readonly List<(Transaction Transaction, PoolSource Source, IActorRef Sender)> _submitted = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ClockFinding? _clock;
    private readonly UnminedSince _unmined = new();
    private readonly UnknownRules _unknown = new();
    private readonly TimeSpan _stagePause;
    private bool _stageIsDue;

    public ChainActor(
        RuleSchedule rules,
        IChainStore store,
        PublishedView published,
        SignatureMemo memo,
        PoolLimits? pool,
        BranchLimits? branches,
        NodeMeter meter)
    {
        _meter = meter;
        _store = store;
        _published = published;
        var stored = store.Load();
        _rewrites = stored.Rewrites;
        StoredPool.Check(rules, stored.Pool, memo);
        _chain = new ChainState(rules, stored, store, pool, branches);
        _drafts = new DraftPlan(_chain, meter);
        _stagePause = branches?.StagePause ?? TimeSpan.Zero;
        Show();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static UnixTime Now => UnixTime.From(Context.System.Scheduler.Now);

    private static TimeSpan Elapsed => Context.System.Scheduler.MonotonicClock;

    internal static Props Props(
        RuleSchedule rules,
        IChainStore store,
        PublishedView published,
        SignatureMemo? memo = null,
        PoolLimits? pool = null,
        BranchLimits? branches = null,
        NodeMeter? meter = null) =>
        Akka.Actor.Props.Create(() => new ChainActor(
            rules, store, published, memo ?? new SignatureMemo(), pool, branches, meter ?? new NodeMeter()));

    protected override void OnReceive(object message)
    {
        if (message is SubmitTransaction(var transaction, var source))
        {
            OnSubmitted(transaction.Transaction, source);
            return;
        }
        // Whatever comes after them finds them decided, as if each had been written by itself.
        Admit();
        switch (message)
        {
            case Tick.Submitted: break;
            case SubmitBlock(var block, var from, var isRequested):
                Sender.Tell(new BlockVerdict(block.Hash, Submit(block, from, isRequested), isRequested));
                break;
            case Draft draft: CheckClock(); Sender.Tell(_drafts.Plan(draft, Now, _clock)); break;
            case ConsiderHeaders consider: Sender.Tell(Consider(consider)); break;
            case GetTemplate ask: CheckClock(); Sender.Tell(Template(ask)); break;
            case Subscribe: OnSubscribe(); break;
            case GetKeptRewrites: Sender.Tell(new KeptRewrites(_rewrites)); break;
            case KeepRewrite(var rewrite): _store.Commit(new ChainChange { Rewrites = [rewrite] }); break;
            case Tick.ParkedDue: OnParkedDue(); break;
            case Tick.Stage: OnStage(); break;
            case Tick.StoreCheck: _store.Check(); CheckClock(); break;
            case NoteUnknownRules(var rules): _unknown.OnSeen(rules, Moment.From(Elapsed)); break;
            case ClockProtocol.ClockHeard heard: OnClock(heard); break;
            case ClockProtocol.BlockAhead(var from, var timeMs, var due):
                _clocks.OnBlockAhead(from, timeMs, due, Now);
                CheckClock();
                break;
            case ClockProtocol.ClockGone(var from): _clocks.OnPeerGone(from); CheckClock(); break;
            case ReadFailed(var error): _store.Check(); ExceptionDispatchInfo.Throw(error); break;
            case WhenLoaded(var question, var reader): reader.Forward(question); break;
            case Terminated gone: _subscribers.Remove(gone.ActorRef); break;
            default: Unhandled(message); break;
        }
        Show();
    }

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Tick.StoreCheck, Tick.StoreCheck, StoreCheckInterval);
        ScheduleStage();
    }

    protected override void PostStop() => _store.Dispose();

    private Verdict Submit(Core.Rules.CheckedBlock block, PeerId? from, bool isRequested)
    {
        var step = _chain.Plan(block, Now, Moment.From(Elapsed), from, isRequested);
        Make(step);
        ScheduleParked();
        if (step.Verdict is Verdict.AheadOfClock(var due, _) && from is { } peer)
            _clocks.OnBlockAhead(peer, block.Block.Header.TimeMs, due, Now);
        CheckClock();
        _meter.OnBlock(step.Verdict, isOwn: from is null);
        return step.Verdict;
    }

    private void Make(ChainStep step)
    {
        if (!step.Change.IsNone) Commit(step.Change);
        _chain.Apply(step);
        if (step.Change.MovesTip) _unmined.OnBlock();
        Show();
        foreach (var happened in step.Events) Publish(happened);
        if (!step.Change.Pool.IsNone || step.Change.MovesTip) Publish(PoolNow());
        ScheduleStage();
    }

    private void Commit(ChainChange change)
    {
        Persist(change);
        ChainInvariants.CheckStored(_store, change);
    }

    private void Persist(ChainChange change)
    {
        var begun = Elapsed;
        _store.Commit(change);
        _meter.OnCommit(Elapsed - begun);
    }

    private void ScheduleStage()
    {
        if (!_chain.IsStaging || _stageIsDue) return;
        _stageIsDue = true;
        if (_stagePause > TimeSpan.Zero) Timers.StartSingleTimer(Tick.Stage, Tick.Stage, _stagePause);
        else Self.Tell(Tick.Stage);
    }

    /// <summary>Makes one step of a long reorganisation. Other messages come between the steps.</summary>
    private void OnStage()
    {
        _stageIsDue = false;
        if (_chain.PlanStage(Now, Moment.From(Elapsed)) is { } step) Make(step);
    }

    private void OnClock(ClockProtocol.ClockHeard heard)
    {
        _clocks.OnPeer(heard.From, heard.Key, heard.IsProven, heard.IsDialled, heard.Ahead, Now, Elapsed);
        CheckClock();
    }

    /// <summary>Tells when this node's clock begins, or ceases, to be off by what its peers say.</summary>
    private void CheckClock()
    {
        var (before, now) = (_clock, _clocks.Judge(Now, Elapsed));
        _clock = now;
        Show();
        if (before is null != now is null || before?.MaySign != now?.MaySign) Publish(new ChainEvents.ClockJudged(now));
    }

    /// <summary>A node whose clock is far off does not see the blocks that it would mine against.</summary>
    private NextBlock Template(GetTemplate ask)
    {
        // No event tells that the clock was set right, so the miner asks again.
        if (_clock is { MaySign: false }) return new NextBlock(null, LookAgainMax);
        if (BlockTemplate.On(_chain, Now, ask.Miner, ask.MayBeEmpty) is { } template) return new NextBlock(template);
        return new NextBlock(null, Bounded(_chain.Pool.View.FirstAhead(_chain.PoolClock(Now))?.From.Since(Now)));
    }

    private static TimeSpan? Bounded(TimeSpan? wait) => wait > LookAgainMax ? LookAgainMax : wait;

    /// <summary>Transactions that wait in the mailbox one behind the other share a synced write.</summary>
    private void OnSubmitted(Transaction transaction, PoolSource source)
    {
        if (_submitted.Count == 0) Self.Tell(Tick.Submitted);
        _submitted.Add((transaction, source, Sender));
        if (_submitted.Count == SubmittedMax) Admit();
    }

    /// <summary>
    /// Each is planned on those before it, so memory is ahead of the disk until all are written. No answer and no event
    /// tells of them before. If the disk fails, the node ends.
    /// </summary>
    private void Admit()
    {
        if (_submitted.Count == 0) return;
        var admissions = _submitted.Select(one => Admit(one.Transaction, one.Source)).ToList();
        var entries = admissions.OfType<Admission.Accepted>().Select(accepted => accepted.Entry).ToImmutableArray();
        if (!entries.IsEmpty) Persist(new ChainChange { Pool = new PoolChange([], entries, []) });
        Show();
        foreach (var (one, admission) in _submitted.Zip(admissions))
            one.Sender.Tell(new TransactionVerdict(one.Transaction, admission));
        _submitted.Clear();
        foreach (var entry in entries) Publish(new ChainEvents.TransactionAdmitted(entry, IsReturned: false));
        if (!entries.IsEmpty) Publish(PoolNow());
    }

    private Admission Admit(Transaction transaction, PoolSource source)
    {
        var admission = _chain.Plan(transaction, source, Now);
        _meter.OnTransaction(admission, source.Origin);
        if (admission is Admission.Accepted accepted) _chain.Apply(accepted);
        return admission;
    }

    private void OnSubscribe()
    {
        if (_subscribers.Add(Sender)) Context.Watch(Sender);
        Sender.Tell(ChainTip.Of(_chain.Tip.Point));
        if (_chain.Followed is { } followed) Sender.Tell(new ChainEvents.Follows(followed));
        Sender.Tell(PoolNow());
    }

    private void OnParkedDue()
    {
        foreach (var parked in _chain.Parked.TakeDue(Now)) Submit(parked.Block, parked.From, parked.IsRequested);
        ScheduleParked();
    }

    private void ScheduleParked()
    {
        if (_chain.Parked.NextDue is not { } due) return;
        Timers.StartDue(Tick.ParkedDue, Tick.ParkedDue, Bounded(due.Since(Now))!.Value);
    }

    private void Publish(IChainEvent happened)
    {
        _meter.OnEvent(happened);
        foreach (var subscriber in _subscribers) subscriber.Tell(happened);
    }

    /// <summary>Publishes the ledger for its readers. The disk has all of it, and nothing tells of it yet.</summary>
    private void Show()
    {
        _unmined.OnPool(_chain.Pool.Count, Elapsed);
        _published.Publish(_chain.View with
        {
            Clock = _clock,
            UnminedSince = _unmined.Since,
            Newer = _unknown.At(Moment.From(Elapsed)) is (var height, var version) ? (height, version) : null,
        });
    }

    private ChainEvents.PoolChanged PoolNow() => ChainEvents.PoolChanged.Of(_chain.Pool, _chain.PoolClock(Now));

    private HeadersConsidered Consider(ConsiderHeaders page)
    {
        var headers = page.Items.Select(item => (item.Header, item.Hash, item.Seal));
        var link = _pages.Next(_chain, page.Peer, page.After, headers, page.HasMore);
        var last = link.Nodes.LastOrDefault()?.Point;
        return new HeadersConsidered(page.Peer, page.Request, last, link.Missing, link.Violation);
    }

    /// <summary>Messages of this actor to itself.</summary>
    private enum Tick
    {
        Submitted,
        StoreCheck,
        ParkedDue,
        Stage,
    }
}
