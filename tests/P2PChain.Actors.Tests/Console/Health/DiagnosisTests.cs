using P2PChain.Actors.Console.Health;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Core.Chain;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using P2PChain.Testing;
using static P2PChain.Actors.Console.AnswerProtocol;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Tests.Console.Health;

/// <summary>Each problem is found, and the most important one comes first.</summary>
public sealed class DiagnosisTests
{
    private static readonly UnixTime Now = ChainBuilder.ClockAt(3600);
    private static readonly Hash256 Tip = Hash256.Parse(new string('0', 63) + "7");

    [Fact]
    public void A_node_in_step_with_its_peers_has_no_problem() => Assert.Empty(Diagnosis.Of(Status(Peer(7))));

    [Fact]
    public void A_node_with_plain_peers_only_has_no_problem_by_that() =>
        Assert.Empty(Diagnosis.Of(Status(Plain with { Plain = new PlainView() })));

    [Fact]
    public void Plain_peers_with_which_nothing_is_exchanged_are_no_company()
    {
        Assert.Equal(new Problem.OnlyStrangers(Plain.Address, 1), Single(Status(Plain, Plain)));
        Assert.Empty(Diagnosis.Of(Status(Plain, Peer(7))));
    }

    [Fact]
    public void A_rewrite_of_the_last_day_is_a_problem_with_all_items_that_were_taken()
    {
        var problem = Assert.IsType<Problem.Rewritten>(
            Single(Status(Peer(7)) with { Rewrites = [Rewrite(5, "van"), Rewrite(1, "van", "laptop")] }));
        Assert.Equal((TimeSpan.FromHours(1), "laptop van"), (problem.Last.Ago, string.Join(' ', problem.Taken)));
    }

    [Fact]
    public void Items_that_were_taken_rank_above_missing_peers() =>
        Assert.Equal(
            [typeof(Problem.Rewritten), typeof(Problem.Alone)],
            Diagnosis.Of(Status() with { Rewrites = [Rewrite(1, "van")] }).Select(problem => problem.GetType()));

    [Fact]
    public void A_clock_that_stops_the_signing_ranks_first_and_a_lesser_fault_of_it_after_the_peers()
    {
        var status = Status(Peer(9)) with { Claims = [Shown] };
        ClockFinding off = new(TimeSpan.FromMinutes(30), MaySign: false), little = new(TimeSpan.FromMinutes(3), MaySign: true);
        Assert.Equal<Problem>(
            [new Problem.ClockOff(off), Behind],
            Diagnosis.Of(status with { Chain = status.Chain with { Clock = off } }));
        Assert.Equal<Problem>(
            [Behind, new Problem.ClockOff(little)],
            Diagnosis.Of(status with { Chain = status.Chain with { Clock = little } }));
    }

    [Fact]
    public void A_block_of_an_unknown_rule_set_is_a_problem_before_missing_peers()
    {
        var status = Status();
        status = status with { Chain = status.Chain with { Newer = new ChainProtocol.NewerRules(20_000, 2) } };
        Assert.Equal(new Problem.Outdated(20_000, 2), Diagnosis.Of(status)[0]);
        Assert.IsType<Problem.Alone>(Diagnosis.Of(status)[1]);
    }

    [Fact]
    public void Peers_with_another_schedule_of_upgrades_are_a_problem_with_the_first_height() =>
        Assert.Equal(
            new Problem.Splits(20_000, Peer(7).Address, 1),
            Single(Status(Peer(7) with { SplitsAt = 30_000 }, Peer(7), Peer(7) with { SplitsAt = 20_000 })));

    [Fact]
    public void A_disk_with_little_room_is_a_problem_before_it_is_full()
    {
        Assert.Equal(new Problem.DiskLow(1), Single(Status(Peer(7)) with { DiskFree = 1 }));
        Assert.Empty(Diagnosis.Of(Status(Peer(7)) with { DiskFree = Diagnosis.DiskFreeMin }));
    }

    [Theory]
    [InlineData(true, MiningMode.OnDemand, true)]
    [InlineData(true, MiningMode.Off, false)]
    [InlineData(false, MiningMode.OnDemand, false)]
    public void Transactions_that_nobody_mines_for_minutes_are_a_problem(bool mayMine, MiningMode mode, bool minesHere)
    {
        var status = Status(Peer(7)) with { Standing = new Standing(MayRequest: true, mayMine, IsSteward: false), Mining = mode };
        var chain = status.Chain with { Waiting = 2, Unmined = Diagnosis.UnminedMax };
        Assert.Equal(new Problem.Unmined(2, Diagnosis.UnminedMax, minesHere), Single(status with { Chain = chain }));
        Assert.Empty(Diagnosis.Of(
            status with { Chain = chain with { Unmined = Diagnosis.UnminedMax - TimeSpan.FromSeconds(1) } }));
    }

    [Fact]
    public void A_plain_peer_that_diverged_is_a_problem_with_its_first_item() => Assert.Equal(
        new Problem.Diverged(Plain.Address, "van (free here, held there)", 1),
        Single(Status(Peer(7), Plain with { Plain = new PlainView { Diverged = ["van (free here, held there)", "b (free here, held there)"] } })));

    [Fact]
    public void A_plain_peer_whose_chain_does_not_come_is_a_problem_after_ten_seconds()
    {
        var plain = Plain with { Plain = new PlainView { Awaited = TimeSpan.FromSeconds(10) } };
        Assert.Equal(
            new Problem.PlainChainMissing(plain.Address, TimeSpan.FromSeconds(10), 1), Single(Status(plain, plain)));
        Assert.Empty(Diagnosis.Of(Status(plain with { Plain = new PlainView { Awaited = TimeSpan.FromSeconds(9) } })));
    }

    [Fact]
    public void A_plain_peer_that_lacks_many_blocks_is_a_problem_and_one_that_lacks_the_newest_is_not()
    {
        var most = Plain with { Plain = new PlainView { BlocksLeft = 2_047, Unseen = 1_024 } };
        var less = Plain with { Plain = new PlainView { BlocksLeft = 11 } };
        Assert.Equal(new Problem.PlainBacklog(most, 1), Single(Status(less, most)));
        Assert.Empty(Diagnosis.Of(Status(Plain with { Plain = new PlainView { BlocksLeft = 10, Unseen = 10 } })));
    }

    [Fact]
    public void Items_of_a_plain_peer_that_cannot_be_read_are_a_problem() => Assert.Equal(
        new Problem.PlainUnreadable(Plain.Address, "1 item cannot be read here (\"a b\")", 0),
        Single(Status(Plain with { Plain = new PlainView { Unreadable = "1 item cannot be read here (\"a b\")" } })));

    [Fact]
    public void A_claim_is_no_missing_block_before_headers_show_it()
    {
        var asked = new PeerClaim(new PeerId(1), ClaimState.Unchecked) { CheckedTo = 8 };
        Assert.Equal(new Problem.Claimed(999_999, Peer(0).Address, asked, new InStep(0, 1)), Claims(999_999, asked));
        Assert.Equal(Behind, Claims(999_999, Shown));
    }

    [Theory]
    [InlineData(ClaimState.Refuted)]
    [InlineData(ClaimState.Unanswered)]
    public void A_claim_that_its_peer_does_not_show_is_a_problem_only_while_no_other_peer_has_our_tip(ClaimState state)
    {
        var claim = new PeerClaim(new PeerId(1), state);
        Assert.Equal(new Problem.Claimed(999_999, Peer(0).Address, claim, new InStep(0, 1)), Claims(999_999, claim));
        var other = Peer(7) with { Id = new PeerId(2) };
        Assert.Empty(Diagnosis.Of(Status(Peer(999_999), other) with { Claims = [claim] }));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    public void A_longer_chain_of_less_work_is_behind_ours(long height) =>
        Assert.Equal(new Problem.Ahead(new InStep(0, 1)), Single(Status(Peer(height))));

    private static Problem Claims(long height, PeerClaim claim) =>
        Single(Status(Peer(height)) with { Claims = [claim] });

    private static PeerClaim Shown { get; } = new(new PeerId(1), ClaimState.Shown) { CheckedTo = 9, Blocks = 2 };

    internal static Problem Behind { get; } = new Problem.Behind(2, "192.0.2.1:6000", new InStep(0, 1));

    internal static PeerView Plain { get; } = Peer(0) with { IsExtended = false, Key = null };

    internal static Problem Single(Status status) => Assert.Single(Diagnosis.Of(status));

    internal static Status Status(params PeerView[] peers) => new(
        TestKeys.Alice.PublicKey, "127.0.0.1:6000", TimeSpan.FromHours(1), "test",
        new ChainProtocol.ChainStatus(new ChainProtocol.ChainTip(7, Tip, default, Now.Milliseconds), 1, 0, 0), [.. peers], Now);

    internal static PeerView Peer(long height) => new(
        new PeerId(1), "192.0.2.1:6000", IsOutbound: true, IsExtended: true, TestKeys.Bob.PublicKey, height, height == 7 ? Tip : default, null, "test");

    private static RewriteNews Rewrite(int hoursAgo, params string[] items) =>
        new(1, Now, 3, IsDeep: false, [.. items.Select(ItemId.Parse)]) { Ago = TimeSpan.FromHours(hoursAgo) };
}
