using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Console;

public sealed class ConsoleActorTests : ActorSpec
{
    private readonly ChainBuilder _draw = new();
    private readonly TestProbe _chain;
    private readonly TestProbe _signer;
    private readonly TestProbe _peers;
    private readonly TestProbe _screen;
    private readonly TestProbe _sync;
    private readonly IActorRef _console;

    public ConsoleActorTests(ITestOutputHelper output)
        : base(output)
    {
        (_chain, _signer, _peers, _screen, _sync) = (
            CreateTestProbe(), CreateTestProbe(), CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var context = new ConsoleContext(
            TestKeys.Alice.PublicKey, new Standing(true, true, false), MiningMode.OnDemand, "127.0.0.1:6000", "test",
            TimeSpan.FromSeconds(1), _chain, _chain, _signer, _peers, _sync);
        _console = Sys.ActorOf(ConsoleActor.Props(context));
        UnderTest(_console);
        _chain.ExpectMsg<ChainProtocol.GetKeptRewrites>();
        _chain.ExpectMsg<ChainProtocol.Subscribe>();
        _peers.ExpectMsg<PeerProtocol.Subscribe>();
        _console.Tell(ConsoleProtocol.Watch.Instance, _screen);
    }

    [Fact]
    public void A_request_that_was_refused_and_whose_block_wins_after_all_is_told_as_confirmed()
    {
        var mine = _draw.Request(TestKeys.Alice, "laptop-001", 1);
        Request(mine);
        Assert.IsType<AnswerProtocol.Accepted>(_screen.ExpectMsg<ConsoleProtocol.Reply>().Result);
        var refusal = new Refusal(RefusalReason.HeldBy, mine.Uid, TestKeys.Bob.PublicKey, 1);
        _console.Tell(new ChainEvents.TransactionRefused(
            new RefusedTransaction(mine, PoolSource.Own, refusal, WasConfirmed: false)));
        var refused = _screen.ExpectMsg<ConsoleProtocol.Reply>();
        Assert.True(refused.IsLast);
        Assert.IsType<AnswerProtocol.Refused>(refused.Result);
        Connect(_draw.Add("a1", "genesis", mine));
        _screen.ExpectMsg<NewsProtocol.BlockNews>();
        Assert.Equal(mine.TxId, _screen.ExpectMsg<NewsProtocol.ConfirmedNews>().TxId);
    }

    [Fact]
    public void A_confirmed_request_that_loses_is_told_as_superseded_and_does_not_answer_twice()
    {
        var mine = _draw.Request(TestKeys.Alice, "laptop-001", 1);
        Request(mine);
        _screen.ExpectMsg<ConsoleProtocol.Reply>();
        Connect(_draw.Add("a1", "genesis", mine));
        Assert.IsType<AnswerProtocol.Confirmed>(_screen.ExpectMsg<ConsoleProtocol.Reply>().Result);
        _screen.ExpectMsg<NewsProtocol.BlockNews>();
        var refusal = new Refusal(RefusalReason.HeldBy, mine.Uid, TestKeys.Bob.PublicKey, 1);
        Connect(
            _draw.Add("b1", "genesis", header => header with { Miner = TestKeys.Bob.PublicKey }),
            new ChainEvents.TransactionRefused(
                new RefusedTransaction(mine, PoolSource.Own, refusal, WasConfirmed: true)));
        _screen.ExpectMsg<NewsProtocol.BlockNews>();
        Assert.Equal(refusal, _screen.ExpectMsg<NewsProtocol.SupersededNews>().Refusal);
    }

    [Fact]
    public void A_request_that_left_its_block_and_is_refused_while_it_waits_is_told_as_superseded()
    {
        var mine = _draw.Request(TestKeys.Alice, "laptop-001", 1);
        Request(mine);
        _screen.ExpectMsg<ConsoleProtocol.Reply>();
        Connect(_draw.Add("a1", "genesis", mine));
        _screen.ExpectMsg<ConsoleProtocol.Reply>();
        _screen.ExpectMsg<NewsProtocol.BlockNews>();
        Connect(
            _draw.Add("b1", "genesis", header => header with { Miner = TestKeys.Bob.PublicKey }),
            new ChainEvents.TransactionAdmitted(new PoolEntry(mine, 1, PoolSource.Own), IsReturned: true));
        _screen.ExpectMsg<NewsProtocol.BlockNews>();
        _screen.ExpectMsg<NewsProtocol.ReturnedNews>();
        var refusal = new Refusal(RefusalReason.HeldBy, mine.Uid, TestKeys.Bob.PublicKey, 1);
        Connect(_draw.Add("b2", "b1"), new ChainEvents.TransactionRefused(new RefusedTransaction(
            mine, PoolSource.Own, refusal, WasConfirmed: false)));
        _screen.ExpectMsg<NewsProtocol.BlockNews>();
        Assert.Equal(mine.TxId, _screen.ExpectMsg<NewsProtocol.SupersededNews>().TxId);
    }

    [Fact]
    public void The_reach_among_plain_peers_alone_is_told_as_that()
    {
        var named = Peer(1, "192.0.2.1:6000") with { IsExtended = false };
        _console.Tell(ConsoleProtocol.GetReach.Instance, _screen);
        _peers.ExpectMsg<PeerProtocol.GetPeers>();
        _peers.Reply(new PeerProtocol.PeerList([named], [], PeerRecord.Empty) { Named = [named.Id] });
        _chain.ExpectMsg<ChainProtocol.GetShared>();
        _chain.Reply(new ChainProtocol.Shared(ChainProtocol.ChainTip.Of(_draw.Node("genesis").Point), 0));
        Assert.Equal(
            new ConsoleProtocol.Reach(HasPeers: true, IsInStep: true, 0) { IsAmongPlainPeers = true }, _screen.ExpectMsg<ConsoleProtocol.Reach>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_peer_that_the_node_found_counts_as_one_of_its_own_if_it_has_seeds(bool hasSeeds)
    {
        var tip = ChainProtocol.ChainTip.Of(_draw.Node("genesis").Point);
        var found = Peer(1, "192.0.2.1:6000") with { Tip = tip.Hash, IsOutbound = true };
        _console.Tell(ConsoleProtocol.GetReach.Instance, _screen);
        _peers.ExpectMsg<PeerProtocol.GetPeers>();
        _peers.Reply(new PeerProtocol.PeerList([found], [], PeerRecord.Empty) { HasSeeds = hasSeeds });
        _chain.ExpectMsg<ChainProtocol.GetShared>();
        _chain.Reply(new ChainProtocol.Shared(tip, 0));
        Assert.Equal(
            new ConsoleProtocol.Reach(HasPeers: hasSeeds, IsInStep: hasSeeds, 0) { IsConnected = true },
            _screen.ExpectMsg<ConsoleProtocol.Reach>());
    }

    [Fact]
    public void The_reach_of_the_chain_comes_behind_what_the_chain_told_before()
    {
        var (named, other) = (Peer(1, "192.0.2.1:6000"), Peer(2, "192.0.2.2:6000"));
        var tip = ChainProtocol.ChainTip.Of(_draw.Node("genesis").Point);
        _console.Tell(ConsoleProtocol.GetReach.Instance, _screen);
        _peers.ExpectMsg<PeerProtocol.GetPeers>();
        _peers.Reply(new PeerProtocol.PeerList([named, other with { Tip = tip.Hash }], [], PeerRecord.Empty) { Named = [named.Id] });
        Assert.Equal<Hash256>([named.Tip, tip.Hash], _chain.ExpectMsg<ChainProtocol.GetShared>().Tips);
        var mine = _draw.Request(TestKeys.Alice, "laptop-001", 1);
        var refusal = new Refusal(RefusalReason.HeldBy, mine.Uid, TestKeys.Bob.PublicKey, 1);
        Connect(
            _draw.Add("a1", "genesis"), new ChainEvents.TransactionRefused(new RefusedTransaction(
                mine, PoolSource.Own, refusal, WasConfirmed: true)),
            isCatchingUp: true); // so the block itself is told later
        _chain.Reply(new ChainProtocol.Shared(tip, 7));
        Assert.Equal(mine.TxId, _screen.ExpectMsg<NewsProtocol.SupersededNews>().TxId);
        Assert.Equal(
            new ConsoleProtocol.Reach(HasPeers: true, IsInStep: false, 7) { IsConnected = true },
            _screen.ExpectMsg<ConsoleProtocol.Reach>());
        _peers.FishForMessage(message => message is PeerProtocol.AskTips);
    }

    [Fact]
    public void A_command_ends_when_the_last_of_its_items_is_decided()
    {
        var (one, two) = (_draw.Request(TestKeys.Alice, "a", 1), _draw.Request(TestKeys.Alice, "b", 2));
        Request(one, two);
        Assert.False(_screen.ExpectMsg<ConsoleProtocol.Reply>().IsLast);
        Assert.False(_screen.ExpectMsg<ConsoleProtocol.Reply>().IsLast);
        Connect(_draw.Add("a1", "genesis", one));
        Assert.False(_screen.ExpectMsg<ConsoleProtocol.Reply>().IsLast);
        _screen.ExpectMsg<NewsProtocol.BlockNews>();
        Connect(_draw.Add("a2", "a1", two));
        Assert.True(_screen.ExpectMsg<ConsoleProtocol.Reply>().IsLast);
    }

    [Fact]
    public void An_id_that_looks_like_a_known_one_is_told_before_the_outcome_and_does_not_end_the_command()
    {
        _console.Tell(TestNode.Request(7, "Laptop-001", "camera"), _screen);
        var ask = _chain.ExpectMsg<ChainProtocol.GetSimilar>();
        Assert.Equal(["Laptop-001", "camera"], ask.Uids.Select(uid => uid.Text));
        _chain.Reply(new ChainProtocol.SimilarItems(ask.Ticket, [new(ask.Uids[0], [ItemId.Parse("laptop-001")])]));
        var reply = _screen.ExpectMsg<ConsoleProtocol.Reply>();
        Assert.Equal((7, false), (reply.Id, reply.IsLast));
        var known = Assert.IsType<AnswerProtocol.SimilarKnown>(reply.Result);
        Assert.Equal(("Laptop-001", "laptop-001"), (known.Uid.Text, Assert.Single(known.Similar).Text));
        _signer.ExpectMsg<SignerProtocol.SignAndSubmit>();
    }

    [Fact]
    public void Commands_are_signed_in_their_order_even_if_a_reader_overtakes_another()
    {
        _console.Tell(TestNode.Request(1, "laptop-001"), _screen);
        _console.Tell(new ConsoleProtocol.Release(2, ItemId.Parse("camera")), _screen);
        var (first, second) = (
            _chain.ExpectMsg<ChainProtocol.GetSimilar>(), _chain.ExpectMsg<ChainProtocol.GetSimilar>());
        _chain.Reply(new ChainProtocol.SimilarItems(second.Ticket, []));
        _chain.Reply(new ChainProtocol.SimilarItems(first.Ticket, []));
        Assert.Equal(first.Ticket, _signer.ExpectMsg<SignerProtocol.SignAndSubmit>().Ticket);
        Assert.Equal(second.Ticket, _signer.ExpectMsg<SignerProtocol.SignAndSubmit>().Ticket);
    }

    [Fact]
    public void An_item_is_shown_as_the_chain_knows_it_and_one_that_it_does_not_know_is_not_found()
    {
        var uid = ItemId.Parse("laptop-001");
        _console.Tell(new ConsoleProtocol.ShowItem(1, uid), _screen);
        Assert.Equal(uid, _chain.ExpectMsg<ChainProtocol.GetItem>().Uid);
        _chain.Reply(new ChainProtocol.ItemRecord(uid, null, [], []) { Similar = [ItemId.Parse("Laptop-001")] });
        Assert.Equal("Laptop-001", Assert.Single(Assert.IsType<AnswerProtocol.ItemNotFound>(_screen.ExpectMsg<ConsoleProtocol.Reply>().Result).Similar).Text);
        var waiting = _draw.Request(TestKeys.Alice, "laptop-001", 1);
        _console.Tell(new ConsoleProtocol.ShowItem(2, uid), _screen);
        _chain.ExpectMsg<ChainProtocol.GetItem>();
        _chain.Reply(new ChainProtocol.ItemRecord(uid, null, [], [waiting]));
        Assert.Equal(waiting, Assert.Single(Assert.IsType<AnswerProtocol.ItemView>(_screen.ExpectMsg<ConsoleProtocol.Reply>().Result).Waiting));
        _console.Tell(new ConsoleProtocol.ShowHistory(3, uid), _screen);
        _chain.ExpectMsg<ChainProtocol.GetItem>();
        _chain.Reply(new ChainProtocol.ItemRecord(uid, null, [], [waiting]));
        Assert.IsType<AnswerProtocol.ItemNotFound>(_screen.ExpectMsg<ConsoleProtocol.Reply>().Result);
    }

    [Fact]
    public void A_block_is_shown_with_its_confirmations_and_one_that_is_not_kept_is_not_found()
    {
        var (block, name) = (_draw.Add("a1", "genesis"), BlockName.Parse("1")!);
        _console.Tell(new ConsoleProtocol.ShowBlock(1, name), _screen);
        Assert.Equal(name, _chain.ExpectMsg<LookupProtocol.GetBlockRecord>().Name);
        _chain.Reply(new LookupProtocol.BlockRecord(name, block, 3) { Work = _draw.Node("a1").Work });
        var view = Assert.IsType<AnswerProtocol.BlockView>(_screen.ExpectMsg<ConsoleProtocol.Reply>().Result);
        Assert.Equal((block, 3L), (view.Block, view.Confirmations));
        _console.Tell(new ConsoleProtocol.ShowBlock(2, name), _screen);
        _chain.ExpectMsg<LookupProtocol.GetBlockRecord>();
        _chain.Reply(new LookupProtocol.BlockRecord(name, null, 3) { IsAmbiguous = true });
        Assert.Equal(
            new AnswerProtocol.BlockNotFound(name, 3, IsAmbiguous: true),
            _screen.ExpectMsg<ConsoleProtocol.Reply>().Result);
    }

    [Fact]
    public void The_waiting_transactions_are_those_of_the_ledger()
    {
        _console.Tell(new ConsoleProtocol.ListPool(1, 50, 20), _screen);
        Assert.Equal(new LookupProtocol.GetPoolPage(50, 20), _chain.ExpectMsg<LookupProtocol.GetPoolPage>());
        var page = new LookupProtocol.PoolPage([], 7, TimeSpan.FromSeconds(3));
        _chain.Reply(page);
        var reply = _screen.ExpectMsg<ConsoleProtocol.Reply>();
        Assert.Equal((1, true, new AnswerProtocol.Pool(page)), (reply.Id, reply.IsLast, reply.Result));
    }

    [Fact]
    public void A_transaction_is_shown_with_its_place_and_one_that_is_unknown_is_not_found()
    {
        var (mine, fate) = (
            _draw.Request(TestKeys.Alice, "laptop-001", 1), new LookupProtocol.InBlock(1, Hash256.Zero, 3));
        var name = HashPrefix.Of(mine.TxId);
        _console.Tell(new ConsoleProtocol.Explain(1, name), _screen);
        Assert.Equal(name, _chain.ExpectMsg<LookupProtocol.GetTransactionRecord>().TxId);
        _chain.Reply(new LookupProtocol.TransactionRecord(name, mine, fate));
        Assert.Equal(
            new AnswerProtocol.TransactionView(mine, fate), _screen.ExpectMsg<ConsoleProtocol.Reply>().Result);
        _console.Tell(new ConsoleProtocol.Explain(2, name), _screen);
        _chain.ExpectMsg<LookupProtocol.GetTransactionRecord>();
        _chain.Reply(new LookupProtocol.TransactionRecord(name, null, null) { IsAmbiguous = true });
        Assert.Equal(
            new AnswerProtocol.TransactionNotFound(name, IsAmbiguous: true),
            _screen.ExpectMsg<ConsoleProtocol.Reply>().Result);
    }

    [Fact]
    public void The_items_of_a_holder_are_listed_and_an_unknown_holder_or_height_is_not_found()
    {
        var (me, tip, at) = (KeyPrefix.Of(TestKeys.Alice.PublicKey), _draw.Node("genesis").Point, new AsOf.Height(9));
        _console.Tell(new ConsoleProtocol.ListHeld(1, null, at) { AreOwn = true }, _screen);
        Assert.Equal(new LookupProtocol.GetHeld(me, at), _chain.ExpectMsg<LookupProtocol.GetHeld>());
        _chain.Reply(new LookupProtocol.HeldItems([], tip, 12) { By = me.Whole });
        Assert.Equal(
            new AnswerProtocol.Held([], me.Whole, tip, 12) { IsDated = true },
            _screen.ExpectMsg<ConsoleProtocol.Reply>().Result);
        _console.Tell(new ConsoleProtocol.ListHeld(2, me, null), _screen);
        _chain.ExpectMsg<LookupProtocol.GetHeld>();
        _chain.Reply(new LookupProtocol.HeldItems([], tip, 12) { IsAmbiguous = true });
        Assert.Equal(
            new AnswerProtocol.HolderNotFound(me, IsAmbiguous: true),
            _screen.ExpectMsg<ConsoleProtocol.Reply>().Result);
        _console.Tell(new ConsoleProtocol.ListHeld(3, null, at), _screen);
        _chain.ExpectMsg<LookupProtocol.GetHeld>();
        _chain.Reply(new LookupProtocol.HeldItems([], null, 7));
        Assert.Equal(
            new AnswerProtocol.BlockNotFound(BlockName.Parse("9")!, 7, IsAmbiguous: false),
            _screen.ExpectMsg<ConsoleProtocol.Reply>().Result);
    }

    [Fact]
    public void A_draft_that_is_refused_ends_the_command_and_signs_nothing()
    {
        _console.Tell(TestNode.Request(7, "a", "b"), _screen);
        Compare();
        var wish = _signer.ExpectMsg<SignerProtocol.SignAndSubmit>();
        _signer.Reply(new ChainProtocol.DraftRefused(
            wish.Ticket, new Refusal(RefusalReason.HeldBy, ItemId.Parse("b"), TestKeys.Bob.PublicKey, 3)));
        var reply = _screen.ExpectMsg<ConsoleProtocol.Reply>();
        Assert.Equal((7, true), (reply.Id, reply.IsLast));
        Assert.Equal("b", Assert.IsType<AnswerProtocol.Refused>(reply.Result).Refusal.Uid.Text);
    }

    [Fact] // rule F6
    public void A_rewrite_is_told_to_those_who_watch_and_is_a_warning_in_the_log_and_stays_in_the_status()
    {
        _draw.Add("a1", "genesis");
        var (van, tip) = (ItemId.Parse("van"), _draw.Node("a1").Point);
        var moved = new ChainEvents.Reorganised(
            tip, tip, 101, 102, ChainBuilder.ClockAt(7), IsDeep: true, [new Unseated(
                van, TestKeys.Bob.PublicKey, default, Waits: false)]);
        EventFilter.Warning(contains: "Look at this: a better chain undid 101 block(s) after block 1").ExpectOne(
            () => Connect(_draw["a1"], moved));
        _screen.ExpectMsg<NewsProtocol.BlockNews>();
        Assert.Equal(
            (101, 102),
            (_screen.ExpectMsg<NewsProtocol.ReorganisedNews>() is var told ? (told.Abandoned, told.Adopted) : default));
        Assert.Equal(van, Assert.Single(_screen.ExpectMsg<NewsProtocol.RewriteNews>().Taken));
        Assert.Equal(van, Assert.Single(_chain.ExpectMsg<ChainProtocol.KeepRewrite>().Rewrite.Taken));
        _console.Tell(new ConsoleProtocol.GetStatus(1), _screen);
        _chain.ExpectMsg<ChainProtocol.GetStatus>();
        _chain.Reply(new ChainProtocol.ChainStatus(ChainProtocol.ChainTip.Of(tip), 0, 0, 0));
        AnswerPeers();
        var status = Assert.IsType<AnswerProtocol.Status>(_screen.ExpectMsg<ConsoleProtocol.Reply>().Result);
        Assert.Equal(van, Assert.Single(Assert.Single(status.Rewrites).Taken));
        var late = CreateTestProbe();
        _console.Tell(ConsoleProtocol.Watch.Instance, late);
        late.ExpectMsg<NewsProtocol.RewriteNews>();
    }

    [Fact] // rule F6
    public void A_rewrite_from_before_a_restart_is_told_to_those_who_watch_and_is_no_second_warning()
    {
        var van = ItemId.Parse("van");
        var now = UnixTime.From(Sys.Scheduler.Now);
        var kept = new KeptRewrite(
            3, now.Plus(-TimeSpan.FromHours(2)), 102, now.Plus(-TimeSpan.FromHours(5)), 12, IsDeep: true, [van]);
        EventFilter.Warning(contains: "Look at this").Expect(0, () =>
        {
            _console.Tell(new ChainProtocol.KeptRewrites([kept]), _chain);
            var late = CreateTestProbe();
            _console.Tell(ConsoleProtocol.Watch.Instance, late);
            var told = late.ExpectMsg<NewsProtocol.RewriteNews>();
            Assert.Equal(
                (102, 12, true, van), (told.Abandoned, told.ForkHeight, told.IsDeep, Assert.Single(told.Taken)));
            Assert.Equal(2, told.Ago.TotalHours, 2);
        });
        _chain.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Fetched_blocks_are_told_when_no_more_come()
    {
        Connect(_draw.Add("a1", "genesis"), isCatchingUp: true);
        AnswerPeers();
        _screen.ExpectMsg<NewsProtocol.BlockNews>();
        _peers.ExpectNoMsg(TimeSpan.FromMilliseconds(500)); // nothing is kept any more
    }

    [Fact] // rule L1
    public void A_clock_that_is_off_is_told_to_those_who_watch_and_is_a_warning_in_the_log()
    {
        var finding = new ClockFinding(TimeSpan.FromMinutes(-30), MaySign: false);
        EventFilter.Warning(contains: "clock is 30 min fast").ExpectOne(
            () => _console.Tell(new ChainEvents.ClockJudged(finding)));
        Assert.Equal(finding, _screen.ExpectMsg<NewsProtocol.ClockNews>().Finding);
    }

    [Fact]
    public void Who_begins_to_watch_hears_of_the_peers_that_came_before()
    {
        var (stays, goes) = (Peer(1, "192.0.2.1:6000"), Peer(2, "192.0.2.2:6000"));
        foreach (var view in new[] { stays, goes }) _console.Tell(new PeerProtocol.PeerCame(view, ActorRefs.Nobody));
        _console.Tell(new PeerProtocol.PeerWent(goes, new PeerFault(PeerFaultCode.ConnectionLost)));
        for (var i = 0; i < 3; i++) _screen.ExpectMsg<NewsProtocol.PeerNews>();
        var late = CreateTestProbe();
        for (var i = 0; i < 2; i++) _console.Tell(ConsoleProtocol.Watch.Instance, late);
        Assert.Equal(new NewsProtocol.PeerNews(stays.Address, true, ""), late.ExpectMsg<NewsProtocol.PeerNews>());
        late.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        _screen.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_second_connection_with_a_peer_is_no_news_nor_is_its_end()
    {
        var first = View(1, "10.0.2.5:6000");
        var second = View(2, "10.0.2.5:50001");
        _console.Tell(new PeerProtocol.PeerCame(first, ActorRefs.Nobody));
        _console.Tell(new PeerProtocol.PeerCame(second, ActorRefs.Nobody));
        _console.Tell(new PeerProtocol.PeerWent(first, new PeerFault(PeerFaultCode.Duplicate)));
        _console.Tell(new PeerProtocol.PeerWent(second, new PeerFault(PeerFaultCode.ConnectionLost)));
        Assert.Equal(new NewsProtocol.PeerNews(first.Address, true, ""), _screen.ExpectMsg<NewsProtocol.PeerNews>());
        Assert.Equal(
            new NewsProtocol.PeerNews(second.Address, false, "connection lost"),
            _screen.ExpectMsg<NewsProtocol.PeerNews>());
    }

    [Fact]
    public void Whoami_is_answered_with_the_key_and_its_rights()
    {
        _console.Tell(new ConsoleProtocol.WhoAmI(7), _screen);
        var reply = _screen.ExpectMsg<ConsoleProtocol.Reply>();
        Assert.Equal((7, true), (reply.Id, reply.IsLast));
        var identity = Assert.IsType<AnswerProtocol.Identity>(reply.Result);
        Assert.Equal(TestKeys.Alice.PublicKey, identity.Key);
        Assert.True(identity.Standing.MayRequest);
    }

    [Fact]
    public void News_of_a_peer_tell_the_key_that_it_proved_and_none_that_it_claims()
    {
        var (proven, claimed) = (View(1, "10.0.2.5:6000") with { IsProven = true }, View(2, "10.0.3.5:6000"));
        foreach (var view in new[] { proven, claimed })
        {
            _console.Tell(new PeerProtocol.PeerCame(view, ActorRefs.Nobody));
            _console.Tell(new PeerProtocol.PeerWent(view, new PeerFault(PeerFaultCode.ConnectionLost)));
        }

        var keys = Enumerable.Range(0, 4).Select(_ => _screen.ExpectMsg<NewsProtocol.PeerNews>().Key);
        Assert.Equal([proven.Key, proven.Key, null, null], keys);
    }

    private static PeerView View(long id, string address) => new(
        new PeerId(id), address, IsOutbound: true, IsExtended: true, TestKeys.Number(1).PublicKey, 0, default, null, "test");

    [Fact]
    public void Only_a_block_with_our_own_key_was_mined_here()
    {
        var bobs = _draw.Add("b1", "genesis", header => header with { Miner = TestKeys.Bob.PublicKey });
        Connect(bobs);
        Assert.Equal("a peer", _screen.ExpectMsg<NewsProtocol.BlockNews>().From);
        Connect(_draw.Add("a1", "genesis"), from: new PeerId(3));
        Assert.Null(_screen.ExpectMsg<NewsProtocol.BlockNews>().From);
    }

    private static PeerView Peer(int id, string address) =>
        new(
            new PeerId(id),
            address,
            IsOutbound: true,
            IsExtended: true,
            TestKeys.Number(id).PublicKey,
            0,
            default,
            null,
            "test");

    /// <summary>The headers of a peer with one block were checked.</summary>
    private void AnswerPeers()
    {
        _sync.ExpectMsg<SyncProtocol.GetClaims>();
        _sync.Reply(new SyncProtocol.Claims([new PeerClaim(new PeerId(1), ClaimState.Shown) { CheckedTo = 1 }]));
        _peers.ExpectMsg<PeerProtocol.GetPeers>();
        _peers.Reply(new PeerProtocol.PeerList([Peer(1, "192.0.2.1:6000") with { Height = 1 }], [], PeerRecord.Empty));
    }

    /// <summary>Tells the console a step of the chain as the chain does.</summary>
    private void Connect(Block block, IChainEvent? more = null, PeerId? from = null, bool isCatchingUp = false)
    {
        _console.Tell(new ChainEvents.BlockConnected(block, from));
        foreach (var transaction in block.Transactions)
            _console.Tell(new ChainEvents.TransactionConfirmed(transaction, block.Height));
        _console.Tell(new ChainEvents.TipMoved(HeaderNode.OfGenesis(block).Point, from, 0, isCatchingUp));
        if (more is not null) _console.Tell(more);
        _console.Tell(new ChainEvents.PoolChanged(0, 0, 0, null));
    }

    /// <summary>Plays the reader: no known item is similar.</summary>
    private void Compare() =>
        _chain.Reply(new ChainProtocol.SimilarItems(_chain.ExpectMsg<ChainProtocol.GetSimilar>().Ticket, []));

    /// <summary>Asks for the items of transactions, and plays signer and chain up to their acceptance.</summary>
    private void Request(params Transaction[] transactions)
    {
        _console.Tell(TestNode.Request(1, [.. transactions.Select(t => t.Uid.Text)]), _screen);
        Compare();
        var wish = _signer.ExpectMsg<SignerProtocol.SignAndSubmit>();
        _signer.Reply(new SignerProtocol.Signed(wish.Ticket, [.. transactions]));
        foreach (var transaction in transactions)
            _console.Tell(new ChainProtocol.TransactionVerdict(
                transaction, new Admission.Accepted(new PoolEntry(transaction, 1, PoolSource.Own))));
    }
}
