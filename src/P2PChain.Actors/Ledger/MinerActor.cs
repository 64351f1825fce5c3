using Akka.Actor;
using Akka.Event;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Mining;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Actors.Ledger;

/// <summary>Mines when <see cref="MiningPolicy"/> says so, in slices, so that a new tip stops it at once.</summary>
internal sealed class MinerActor : UntypedActor, IWithTimers
{
    // About 5 ms of hashing: short enough to hear of a new tip, long enough that the mailbox costs nothing.
    private const int SliceHashes = 4_000;

    private readonly MinerSettings _settings;
    private readonly IActorRef _chain;
    private readonly IActorRef _signer;
    private readonly MiningPolicy _policy;
    private readonly Random _random;
    private ChainEvents.PoolChanged _pool = new(0, 0, 0, null);
    private int _others;
    private BlockTemplate? _template;
    private NonceSearch? _search;
    private long _round;
    private bool _isAsking;

    public MinerActor(MinerSettings settings, IActorRef chain, IActorRef signer, Random random)
    {
        _settings = settings;
        _chain = chain;
        _signer = signer;
        _random = random;
        _policy = new MiningPolicy(settings.Mode, random);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // Spans are measured with the monotonic clock: a wall clock that is set back would lengthen every wait.
    private static Moment Now => Moment.From(Context.System.Scheduler.MonotonicClock);

    internal static Props Props(MinerSettings settings, IActorRef chain, IActorRef signer, Random random) =>
        Akka.Actor.Props.Create(() => new MinerActor(settings, chain, signer, random));

    protected override void PreStart() => _chain.Tell(ChainProtocol.Subscribe.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ChainEvents.PoolChanged changed: _pool = changed; Plan(); break;
            case ChainEvents.TipMoved moved: OnTip(moved); break;
            case ChainEvents.RivalSeen: _policy.OnRival(Now); Plan(); break;
            case ChainEvents.BranchGrew: OnFetched(); break;
            case MinerProtocol.OthersConnected(var count): _others = count; break;
            case Due: Ask(); break;
            case ChainProtocol.NextBlock next: Begin(next); break;
            case Slice(var round) when round == _round: Search(); break;
            case Slice: break; // of a search that a new tip ended
            case SignerProtocol.Sealed(var block, var seal): OnSealed(block, seal); break;
            case ChainProtocol.BlockVerdict(_, var verdict, _): OnVerdict(verdict); break;
            case ChainEvents.ClockJudged: Plan(); break; // what was refused for a clock far off is asked for again
            case IChainEvent or ChainProtocol.ChainTip: break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>A better branch is being fetched: a block mined now would be abandoned with the old one.</summary>
    private void OnFetched()
    {
        if (_policy.OnFetched(Now)) Stop();
        Plan();
    }

    private void OnTip(ChainEvents.TipMoved moved)
    {
        if (moved.IsCatchingUp) _policy.OnFetched(Now);
        if (moved.From is not null && moved.Abandoned == 0) _policy.OnForeignBlock(Now);
        _policy.OnTipMoved();
        Stop();
        // What waits on the new tip follows; what waited on the old one starts nothing.
    }

    private void Plan()
    {
        if (_search is not null || _isAsking) return;
        // A pause drawn since outweighs the timer that stood before.
        if (_policy.Start(Now, _pool, _others + 1) is not { } start)
        {
            Timers.Cancel(Due.Instance);
            return;
        }
        var wait = start.Since(Now);
        if (wait <= TimeSpan.Zero) Ask();
        else Timers.StartDue(Due.Instance, Due.Instance, wait);
    }

    private void Ask()
    {
        if (_search is not null || _isAsking) return;
        _isAsking = true;
        _chain.Tell(new ChainProtocol.GetTemplate(_settings.Key, _settings.Mode == MiningMode.Continuous));
    }

    private void Begin(ChainProtocol.NextBlock next)
    {
        _isAsking = false;
        if (next is not { Template: { } template })
        {
            _policy.OnNothingReady();
            if (next.AskAgainIn is { } wait) Timers.StartDue(Due.Instance, Due.Instance, wait);
            return;
        }
        _template = template;
        // Elsewhere than other nodes start, and elsewhere than this one did for the same template.
        _search = new NonceSearch(template, _random.NextInt64(1L << 32));
        Self.Tell(new Slice(++_round));
    }

    private void Search()
    {
        if (_search!.Slice(SliceHashes) is not { } nonce)
            Self.Tell(new Slice(_round));
        else if (_settings.Seals)
        {
            _template = _template! with { Header = _template.Header with { Nonce = nonce } };
            _signer.Tell(new SignerProtocol.SignSeal(_template.Header.ComputeHash()));
        }
        else
            Submit(_template!.Finish(nonce));
    }

    private void OnSealed(Hash256 block, Signature seal)
    {
        if (_template is not { } template || template.Header.ComputeHash() != block) return;
        Submit(template.Finish(template.Header.Nonce, seal));
    }

    private void Submit(CheckedBlock block) =>
        _chain.Tell(new ChainProtocol.SubmitBlock(block, From: null, IsRequested: true));

    private void OnVerdict(Verdict verdict)
    {
        // A new tip ended the search and planned the next already; a block that lost is not mined again on the old one.
        Invariant.Check(verdict is not Verdict.Invalid, "What this node mined is valid", verdict);
        if (verdict is Verdict.Connected) return;
        Stop();
        Plan();
    }

    private void Stop()
    {
        _template = null;
        _search = null;
        _round++;
    }

    private sealed record Slice(long Round) : IDeadLetterSuppression;

    private sealed class Due : IDeadLetterSuppression
    {
        public static readonly Due Instance = new();
    }
}
