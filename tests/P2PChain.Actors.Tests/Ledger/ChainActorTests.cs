using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Ledger;

public sealed class ChainActorTests : ActorSpec
{
    private readonly ChainBuilder _draw = new();
    private readonly BlockChecks _checks = new(
        new RuleSchedule(NetworkParameters.Demo), new SignatureVerifier(), new SignatureMemo());
    private readonly HashSet<string> _drawn = [];
    private readonly TestProbe _subscriber;
    private readonly IActorRef _chain;
    private readonly IActorRef _reader;

    public ChainActorTests(ITestOutputHelper output)
        : base(output, "akka.test.chain { type = PinnedDispatcher, executor = fork-join-executor }")
    {
        _subscriber = CreateTestProbe();
        var view = new PublishedView();
        var store = new MemoryChainStore();
        _chain = Sys.ActorOf(ChainActor.Props(new RuleSchedule(NetworkParameters.Demo), store, view));
        _reader = Sys.ActorOf(
            LedgerReader.Props(view, _chain, NetworkParameters.Demo.Genesis(), store.OpenArchive));
        UnderTest(_chain, _reader);
        _chain.Tell(ChainProtocol.Subscribe.Instance, _subscriber);
        _subscriber.ExpectMsg<ChainProtocol.ChainTip>();
        _subscriber.ExpectMsg<ChainEvents.PoolChanged>();
    }

    [Fact] // rule F6
    public void An_alarm_that_was_kept_is_told_after_a_restart()
    {
        var store = new MemoryChainStore();
        var kept = new KeptRewrite(1, Clock, 2, Clock, 3, IsDeep: true, [ItemId.Parse("van")]);
        var first = Start();
        first.Tell(ChainProtocol.GetKeptRewrites.Instance, TestActor);
        Assert.Empty(ExpectMsg<ChainProtocol.KeptRewrites>().Rewrites);
        first.Tell(new ChainProtocol.KeepRewrite(kept));
        first.Tell(ChainProtocol.GetKeptRewrites.Instance, TestActor); // answered behind the write
        ExpectMsg<ChainProtocol.KeptRewrites>();
        Start().Tell(ChainProtocol.GetKeptRewrites.Instance, TestActor);
        Assert.Equal(kept, Assert.Single(ExpectMsg<ChainProtocol.KeptRewrites>().Rewrites));

        IActorRef Start()
        {
            var chain = Sys.ActorOf(
                ChainActor.Props(new RuleSchedule(NetworkParameters.Demo), store, new PublishedView()));
            UnderTest(chain);
            return chain;
        }
    }

    private UnixTime Clock => UnixTime.From(Sys.Scheduler.Now);

    [Fact] // rules L1, L3
    public void A_clock_that_two_peers_find_off_is_told_once_and_dates_nothing_until_they_leave()
    {
        Came(1, TimeSpan.FromMinutes(30));
        Came(2, TimeSpan.FromMinutes(30));
        Came(3, TimeSpan.FromMinutes(30));
        Assert.Equal(30, Judged()!.Slow.TotalMinutes, 1);
        Assert.Equal(30, Status().Clock!.Slow.TotalMinutes, 1);
        var refused = Assert.IsType<ChainProtocol.DraftRefused>(Draft());
        Assert.Equal((RefusalReason.ClockOff, 7L), (refused.Refusal.Reason, refused.Ticket));
        Assert.Equal(30, refused.Refusal.ClockSlow.TotalMinutes, 1);

        Went(1);
        Went(2);
        Assert.Null(Judged());
        Assert.Null(Status().Clock);
        Assert.IsType<ChainProtocol.Drafted>(Draft());
    }

    [Fact] // rule L3
    public void A_clock_that_is_far_off_mines_nothing_until_it_is_found_right()
    {
        Submit(_chain, "laptop-001", 1);
        Assert.IsType<Admission.Accepted>(ExpectMsg<ChainProtocol.TransactionVerdict>().Admission);
        Assert.NotNull(Template());
        Came(1, TimeSpan.FromMinutes(30));
        Came(2, TimeSpan.FromMinutes(30));
        Assert.NotNull(_subscriber.FishForMessage<ChainEvents.ClockJudged>(_ => true).Finding);
        var rest = NextBlock();
        Assert.Null(rest.Template);
        // No event tells that the clock was set right: the miner must ask again.
        Assert.InRange(rest.AskAgainIn!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        Went(1);
        Assert.Null(_subscriber.FishForMessage<ChainEvents.ClockJudged>(_ => true).Finding);
        Assert.NotNull(Template());
    }

    [Fact] // rule L2
    public void One_peer_that_came_by_itself_stops_nobody_from_signing()
    {
        Came(1, TimeSpan.FromDays(300));
        Assert.IsType<ChainProtocol.Drafted>(Draft());
        Assert.Null(Status().Clock);
    }

    [Fact] // rule L1
    public void Blocks_ahead_of_the_clock_from_two_peers_are_told_as_a_slow_clock()
    {
        Came(1, TimeSpan.Zero);
        Came(2, TimeSpan.Zero);
        foreach (var id in new[] { 1, 2 })
        {
            var time = Clock.Plus(TimeSpan.FromMinutes(30)).Milliseconds;
            _draw.Add($"{id}", "genesis", header => header with { TimeMs = time });
            _chain.Tell(
                new ChainProtocol.SubmitBlock(_draw.Checked($"{id}"), new PeerId(id), IsRequested: false), TestActor);
            Assert.IsType<Verdict.AheadOfClock>(ExpectMsg<ChainProtocol.BlockVerdict>().Verdict);
        }
        Assert.InRange(Judged()!.Slow, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));
        Assert.IsType<ChainProtocol.Drafted>(Draft());
    }

    [Fact] // rule F4
    public void A_block_that_was_asked_for_and_had_to_wait_is_kept_beside_the_chain_when_it_is_due()
    {
        foreach (var name in new[] { "a1", "a2" }) Assert.IsType<Verdict.Connected>(Verdict(_chain, name));
        var time = Clock.Plus(ChainState.TimeAheadMax + TimeSpan.FromMilliseconds(500)).Milliseconds;
        var late = _draw.Add("late", "genesis", header => header with { TimeMs = time }).Hash;
        _chain.Tell(new ChainProtocol.SubmitBlock(_draw.Checked("late"), new PeerId(1), IsRequested: true), TestActor);
        Assert.True(Assert.IsType<Verdict.AheadOfClock>(ExpectMsg<ChainProtocol.BlockVerdict>().Verdict).IsKept);
        AwaitAssert(
            () =>
            {
                _reader.Tell(new ChainProtocol.GetBlock(late, 1), TestActor);
                Assert.NotNull(ExpectMsg<ChainProtocol.FoundBlock>().Text);
            },
            TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Transactions_that_wait_together_share_a_commit_and_are_answered_after_it_in_their_order()
    {
        using var disk = new SlowStore();
        var view = new PublishedView();
        var chain = Sys.ActorOf(
            ChainActor.Props(new RuleSchedule(NetworkParameters.Demo), disk, view).WithDispatcher("akka.test.chain"));
        var reader = Sys.ActorOf(LedgerReader.Props(view, chain, NetworkParameters.Demo.Genesis(), disk.OpenArchive));
        UnderTest(chain, reader);
        Submit(chain, "item-0", 1);
        disk.AwaitCommit();
        for (var i = 1; i <= 20; i++) Submit(chain, $"item-{i}", 1);
        Submit(chain, "item-20", 2); // held, by what waits with it
        reader.Tell(ChainProtocol.GetStatus.Instance, TestActor); // not held up by the disk, and shows what is durable
        Assert.Equal(0, ExpectMsg<ChainProtocol.ChainStatus>().Waiting);
        disk.Release();
        disk.AwaitCommit();
        Assert.Equal("item-0", ExpectMsg<ChainProtocol.TransactionVerdict>().Transaction.Uid.Text);
        Assert.False(HasMessages); // the second commit is not over
        disk.Release();
        for (var i = 1; i <= 20; i++)
        {
            var verdict = ExpectMsg<ChainProtocol.TransactionVerdict>();
            Assert.Equal($"item-{i}", verdict.Transaction.Uid.Text);
            Assert.IsType<Admission.Accepted>(verdict.Admission);
        }
        var held = Assert.IsType<Admission.Refused>(ExpectMsg<ChainProtocol.TransactionVerdict>().Admission).Refusal;
        Assert.Equal(RefusalReason.HeldBy, held.Reason);
        reader.Tell(ChainProtocol.GetStatus.Instance, TestActor);
        Assert.Equal(21, ExpectMsg<ChainProtocol.ChainStatus>().Waiting);
        Assert.Equal([1, 20], disk.Written);
        Assert.Equal(21, disk.Load().Pool.Length);
    }

    [Fact]
    public void The_status_tells_how_long_transactions_have_waited_without_a_block()
    {
        Assert.Null(Status().Unmined);
        Submit(_chain, "laptop-001", 1);
        Assert.IsType<Admission.Accepted>(ExpectMsg<ChainProtocol.TransactionVerdict>().Admission);
        Assert.NotNull(Status().Unmined);
    }

    [Fact] // rules F5, F7
    public void A_branch_with_more_blocks_than_there_is_room_for_joins_in_stages()
    {
        var limits = new BranchLimits(SideBytesMax: 1026, StepBytesMax: 2 * 1026);
        var view = new PublishedView();
        var chain = Sys.ActorOf(ChainActor.Props(
            new RuleSchedule(NetworkParameters.Demo), new MemoryChainStore(), view, branches: limits));
        UnderTest(chain);
        for (var i = 1; i <= 4; i++) Assert.IsType<Verdict.Connected>(Verdict(chain, $"a{i}"));
        for (var i = 1; i <= 3; i++) Assert.IsType<Verdict.OnSideBranch>(Verdict(chain, $"b{i}"));
        // At equal work the smaller hash wins.
        for (var i = 4; i <= 5; i++) Verdict(chain, $"b{i}");
        AwaitAssert(() => Assert.Equal(_draw["b5"].Hash, view.Current!.Tip.Hash));
    }

    private Verdict Verdict(IActorRef chain, string name)
    {
        var miner = (name[0] == 'a' ? TestKeys.Alice : TestKeys.Bob).PublicKey;
        if (_drawn.Add(name)) _draw.Add(name, name[1] == '1' ? "genesis" : $"{name[0]}{name[1] - '1'}", header => header with { Miner = miner });
        chain.Tell(new ChainProtocol.SubmitBlock(_draw.Checked(name), new PeerId(1), IsRequested: true), TestActor);
        return ExpectMsg<ChainProtocol.BlockVerdict>().Verdict;
    }

    private void Submit(IActorRef chain, string uid, double seconds)
    {
        Assert.True(_checks.TryCheck(_draw.Request(TestKeys.Alice, uid, seconds), out var good, out _));
        chain.Tell(new ChainProtocol.SubmitTransaction(good, PoolSource.Own), TestActor);
    }

    private void Came(int id, TimeSpan ahead) => _chain.Tell(new ClockProtocol.ClockHeard(
        new PeerId(id), TestKeys.Number(id).PublicKey, IsProven: false, IsDialled: false, ahead));

    private void Went(int id) => _chain.Tell(new ClockProtocol.ClockGone(new PeerId(id)));

    private ClockFinding? Judged() => _subscriber.ExpectMsg<ChainEvents.ClockJudged>().Finding;

    private ChainProtocol.ChainStatus Status()
    {
        _reader.Tell(ChainProtocol.GetStatus.Instance, TestActor);
        return ExpectMsg<ChainProtocol.ChainStatus>();
    }

    private Core.Mining.BlockTemplate? Template() => NextBlock().Template;

    private ChainProtocol.NextBlock NextBlock()
    {
        _chain.Tell(new ChainProtocol.GetTemplate(TestKeys.Alice.PublicKey, MayBeEmpty: false), TestActor);
        return ExpectMsg<ChainProtocol.NextBlock>();
    }

    private object Draft()
    {
        var move = new ChainProtocol.Move(TransactionType.Request, ItemId.Parse("laptop-001"));
        _chain.Tell(new ChainProtocol.Draft(7, TestKeys.Alice.PublicKey, [move]), TestActor);
        return ExpectMsg<object>();
    }
}
