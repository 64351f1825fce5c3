using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Peer;

/// <summary>
/// Rules U2 and U4 at a connection: its peer is judged again at each tip, and an unknown rule set costs nothing.
/// </summary>
public sealed class PeerUpgradeTests(ITestOutputHelper output) : PeerStage(output)
{
    private static readonly ChainBuilder Second = Draw();

    [Fact] // rule U2
    public void A_peer_with_the_same_schedule_stays_connected_when_the_tip_passes_the_height()
    {
        Rules = Second.Rules;
        StartReady(fork: ForkId.Of(Rules, 0));
        Assert.Null(Ready!.SplitsAt);
        Peer.Tell(ChainProtocol.ChainTip.Of(Second.Node("x").Point), Chain);
        AwaitIdle();
        Pass(seconds: 1);
        Assert.Equal(1, Assert.IsType<Message.Ping>(Heard()).Heartbeat!.Height);
    }

    [Fact] // rule U2
    public void A_peer_that_plans_no_upgrade_is_told_so_and_parted_from_when_the_tip_passes_the_height()
    {
        Rules = Second.Rules;
        StartReady(fork: ForkId.NoUpgrades);
        Assert.Equal(1, Ready!.SplitsAt);
        Peer.Tell(ChainProtocol.ChainTip.Of(Second.Node("x").Point), Chain);
        Assert.Equal("the rules changed there at block 1: update", Assert.IsType<Message.Bye>(Heard()).Reason);
        Assert.Equal(PeerFaultCode.OtherUpgrades, ExpectClosed().Code);
    }

    [Fact] // rule U2
    public void A_peer_that_plans_an_upgrade_is_parted_from_when_this_node_passes_the_height_without_one()
    {
        StartReady(fork: ForkId.Of(Second.Rules, 0));
        Assert.Equal(1, Ready!.SplitsAt);
        var drawn = new ChainBuilder();
        drawn.Add("a1", "genesis");
        Peer.Tell(ChainProtocol.ChainTip.Of(drawn.Node("a1").Point), Chain);
        Assert.Equal("the rules did not change there at block 1", Assert.IsType<Message.Bye>(Heard()).Reason);
        Assert.Equal(PeerFaultCode.OtherUpgrades, ExpectClosed().Code);
    }

    [Fact] // rule U2
    public void A_peer_that_passed_an_upgrade_that_is_not_planned_here_is_refused_at_its_announce()
    {
        Start(isOutbound: false);
        Say(new Message.PeerAnnounce(Theirs with { Fork = ForkId.Of(Second.Rules, 1) }));
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Assert.Equal("you passed upgrades that are not planned there", Assert.IsType<Message.Bye>(Heard()).Reason);
        Assert.Equal(PeerFaultCode.OtherUpgrades, ExpectClosed().Code);
    }

    [Fact] // rule U4
    public void A_block_of_an_unknown_rule_set_is_noted_and_costs_its_peer_nothing()
    {
        StartReady();
        Say(new Message.NewBlock(Second["x"]));
        var asked = Verify.ExpectMsg<VerifyProtocol.VerifyBlock>();
        var unknown = new Violation(Rule.VersionInForce, "2", "1") { IsUnknownVersion = true };
        Peer.Tell(new VerifyProtocol.Verified(asked.Number, new VerifyProtocol.Bad(unknown)), Verify);
        Assert.Equal(new ChainProtocol.NewerRules(1, 2), Chain.ExpectMsg<ChainProtocol.NoteUnknownRules>().Rules);
        Say(new Message.Ping(new Heartbeat(77, 1, Second["x"].Hash, new Work(512))));
        Assert.Equal(77UL, Assert.IsType<Message.Pong>(Heard()).Heartbeat!.Nonce);
    }

    [Fact] // rule H5
    public void A_block_of_a_known_rule_set_at_another_set_s_height_parts_without_discouraging()
    {
        StartReady();
        Say(new Message.NewBlock(Second["x"]));
        var asked = Verify.ExpectMsg<VerifyProtocol.VerifyBlock>();
        var wrong = new VerifyProtocol.Bad(new Violation(Rule.VersionInForce, "1", "2"));
        Peer.Tell(new VerifyProtocol.Verified(asked.Number, wrong), Verify);
        var code = ExpectAborted();
        Assert.Equal(
            (PeerFaultCode.OtherUpgrades, Penalty.Disconnect), (code, Misbehaviour.PenaltyFor(code, isExtended: true)));
    }

    [Fact] // rule U4
    public void Headers_of_an_unknown_rule_set_are_cut_off_and_the_sync_gets_those_before_them()
    {
        StartReady();
        Peer.Tell(new PeerProtocol.AskHeaders(5, [Second["genesis"].Hash]), Sync);
        Assert.IsType<Message.GetHeaders>(Heard());
        var items = ImmutableArray.Create(new HeaderItem(Second["x"].Header, Second["x"].Hash, null));
        Say(new Message.Headers(5, items, true));
        var asked = Verify.ExpectMsg<VerifyProtocol.VerifyHeaders>();
        Peer.Tell(
            new VerifyProtocol.Verified(asked.Number, new VerifyProtocol.GoodHeaders([], items[0].Header)), Verify);
        var came = Sync.ExpectMsg<SyncProtocol.HeadersCame>();
        Assert.Equal((5u, true, false), (came.RequestId, came.Items.IsEmpty, came.More));
        Assert.Equal(new ChainProtocol.NewerRules(1, 2), Chain.ExpectMsg<ChainProtocol.NoteUnknownRules>().Rules);
    }

    [Fact] // rules U4, H5
    public void A_worker_tells_an_unknown_rule_set_from_a_wrong_header()
    {
        var worker = Sys.ActorOf(
            VerifyActor.Props(new RuleSchedule(NetworkParameters.Demo), new Core.Crypto.SignatureMemo()));
        UnderTest(worker);
        var first = new ChainBuilder();
        first.Add("a1", "genesis");
        ImmutableArray<HeaderItem> items =
            [new(first["a1"].Header, first["a1"].Hash, null), new(Second["x"].Header, Second["x"].Hash, null)];
        worker.Tell(new VerifyProtocol.VerifyHeaders(1, items), TestActor);
        var good = Assert.IsType<VerifyProtocol.GoodHeaders>(ExpectMsg<VerifyProtocol.Verified>().Finding);
        Assert.Equal((items[..1], items[1].Header), (good.Items, good.Unknown), (left, right) =>
            left.Item1.SequenceEqual(right.Item1) && left.Item2 == right.Item2);
        worker.Tell(new VerifyProtocol.VerifyBlock(2, Second["x"], Line: null), TestActor);
        Assert.True(
            Assert.IsType<VerifyProtocol.Bad>(ExpectMsg<VerifyProtocol.Verified>().Finding).Violation.IsUnknownVersion);
    }

    [Fact] // rule T7
    public void A_transaction_of_a_key_that_no_list_has_costs_its_peer_the_connection()
    {
        StartReady();
        var transaction = Drawn.Request(TestKeys.Bob, "a", 1);
        Say(new Message.NewTransaction(transaction));
        ExpectReading();
        var refusal = new Refusal(RefusalReason.NotMember, transaction.Uid) { IsOffence = true };
        Peer.Tell(new ChainProtocol.TransactionVerdict(transaction, new Admission.Refused(refusal)), Chain);
        Assert.Equal(PeerFaultCode.InvalidTransaction, ExpectAborted());
    }

    /// <summary>A chain of one block, of rule set 2.</summary>
    private static ChainBuilder Draw()
    {
        var drawn = new ChainBuilder(InventedRuleSet.From(1));
        drawn.Add("x", "genesis");
        return drawn;
    }
}
