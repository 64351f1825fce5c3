using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;
using P2PChain.Testing;
using Xunit.Abstractions;
using static P2PChain.Actors.Ledger.VerifyProtocol;

namespace P2PChain.Actors.Tests.Ledger;

public sealed class VerifyDeskTests : ActorSpec
{
    private static readonly Hash256 Line = Hash256.Of("line"u8);

    private readonly ChainBuilder _draw = new();
    private readonly TestProbe _worker;
    private readonly Block _block;

    public VerifyDeskTests(ITestOutputHelper output)
        : base(output)
    {
        _worker = CreateTestProbe("worker");
        _block = _draw.Add("1", "genesis", _draw.Request(TestKeys.Bob, "laptop-001", 10));
    }

    [Fact]
    public void Copies_in_the_same_bytes_are_verified_once_and_each_asker_is_answered()
    {
        var (desk, askers) = (Desk(), Askers(3));
        for (var i = 0; i < 3; i++) desk.Tell(new VerifyBlock(100 + i, _block, Line), askers[i]);
        var ask = _worker.ExpectMsg<VerifyBlock>();
        _worker.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        var good = new GoodBlock(_draw.Checked(_block));
        desk.Tell(new Verified(ask.Number, good), _worker);
        for (var i = 0; i < 3; i++) Assert.Equal(new Verified(100 + i, good), askers[i].ExpectMsg<Verified>());
    }

    [Fact]
    public void Each_sender_of_a_bad_block_is_told_so()
    {
        var (desk, askers) = (Desk(), Askers(2));
        foreach (var asker in askers) desk.Tell(new VerifyBlock(1, _block, Line), asker);
        var bad = new Bad(Violation.Of(Rule.ProofOfWork, 1, 2));
        desk.Tell(new Verified(_worker.ExpectMsg<VerifyBlock>().Number, bad), _worker);
        foreach (var asker in askers) Assert.Equal(new Verified(1, bad), asker.ExpectMsg<Verified>());
    }

    [Fact]
    public void A_copy_after_the_answer_is_verified_anew()
    {
        var (desk, asker) = (Desk(), CreateTestProbe());
        desk.Tell(new VerifyBlock(1, _block, Line), asker);
        desk.Tell(new Verified(_worker.ExpectMsg<VerifyBlock>().Number, new GoodBlock(_draw.Checked(_block))), _worker);
        asker.ExpectMsg<Verified>();
        desk.Tell(new VerifyBlock(2, _block, Line), asker);
        _worker.ExpectMsg<VerifyBlock>();
    }

    [Fact]
    public void Ten_altered_bodies_before_the_true_one_are_each_judged_and_hold_up_nothing()
    {
        var desk = Sys.ActorOf(VerifyDesk.Props(
            VerifyActor.Props(new RuleSchedule(_draw.Parameters), new SignatureMemo())));
        UnderTest(desk);
        var askers = Askers(11);
        for (var i = 0; i < 10; i++)
        {
            var altered = new Block(_block.Header, _block.Seal, [_draw.Request(TestKeys.Bob, $"altered-{i}", 10)]);
            Assert.Equal(_block.Hash, altered.Hash);
            desk.Tell(new VerifyBlock(1, altered, Hash256.Of([(byte)i])), askers[i]);
        }
        desk.Tell(new VerifyBlock(1, _block, Line), askers[10]);
        foreach (var liar in askers[..10])
            Assert.Equal(Rule.MerkleRoot, Assert.IsType<Bad>(liar.ExpectMsg<Verified>().Finding).Violation.Rule);
        Assert.Equal(_block, Assert.IsType<GoodBlock>(askers[10].ExpectMsg<Verified>().Finding).Block.Block);
    }

    [Fact]
    public void Everything_else_goes_to_the_workers_and_their_answers_to_the_asker()
    {
        var (desk, asker) = (Desk(), CreateTestProbe());
        desk.Tell(new VerifyTransaction(5, _block.Transactions[0]), asker);
        Assert.Equal(5, _worker.ExpectMsg<VerifyTransaction>().Number);
        _worker.Reply(new Verified(5, new Bad(Violation.Of(Rule.IndexFollows, 1, 2))));
        Assert.Equal(5, asker.ExpectMsg<Verified>().Number);
    }

    private TestProbe[] Askers(int count) => [.. Enumerable.Range(0, count).Select(_ => CreateTestProbe())];

    private IActorRef Desk()
    {
        var desk = Sys.ActorOf(VerifyDesk.Props(Props.Create(() => new Forwarder(_worker))));
        UnderTest(desk);
        return desk;
    }

    private sealed class Forwarder(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => to.Forward(message);
    }
}
