using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Ledger;

public sealed class MinerActorTests(ITestOutputHelper output) : ActorSpec(output)
{
    [Fact] // rule M1
    public void Where_a_transaction_may_stand_in_no_block_yet_the_miner_asks_again_when_one_may_hold_it()
    {
        var (chain, others) = (CreateTestProbe(), CreateTestProbe());
        var settings = new MinerSettings(MiningMode.OnDemand, TestKeys.Alice.PublicKey, Seals: false);
        var miner = Sys.ActorOf(MinerActor.Props(settings, chain, others, new Random(1)));
        UnderTest(miner);
        chain.ExpectMsg<ChainProtocol.Subscribe>();
        miner.Tell(new ChainEvents.PoolChanged(1, 0, 0, null), chain);
        chain.ExpectMsg<ChainProtocol.GetTemplate>(TimeSpan.FromSeconds(20));
        miner.Tell(new ChainProtocol.NextBlock(null, TimeSpan.FromMilliseconds(300)), chain);
        chain.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        chain.ExpectMsg<ChainProtocol.GetTemplate>(TimeSpan.FromSeconds(20));
    }

    [Fact] // rule M4
    public void While_an_own_transaction_may_stand_in_no_block_yet_those_of_other_nodes_wait_as_usual()
    {
        var (chain, others) = (CreateTestProbe(), CreateTestProbe());
        var settings = new MinerSettings(MiningMode.OnDemand, TestKeys.Alice.PublicKey, Seals: false);
        var miner = Sys.ActorOf(MinerActor.Props(settings, chain, others, new Random(1)));
        UnderTest(miner);
        chain.ExpectMsg<ChainProtocol.Subscribe>();
        miner.Tell(new ChainEvents.PoolChanged(1, 0, 0, null), chain);
        chain.ExpectMsg<ChainProtocol.GetTemplate>(TimeSpan.FromSeconds(20));
        miner.Tell(new ChainProtocol.NextBlock(null, TimeSpan.FromHours(1)), chain);

        miner.Tell(new ChainEvents.PoolChanged(1, 0, 1, null), chain);
        chain.ExpectNoMsg(TimeSpan.FromMilliseconds(500));
        chain.ExpectMsg<ChainProtocol.GetTemplate>(TimeSpan.FromSeconds(20));
    }

    [Fact] // rule M4: they wait, though the one before was our own
    public void What_waited_on_the_old_tip_starts_nothing_on_the_new_one()
    {
        var (chain, others) = (CreateTestProbe(), CreateTestProbe());
        var settings = new MinerSettings(MiningMode.OnDemand, TestKeys.Alice.PublicKey, Seals: false);
        var miner = Sys.ActorOf(MinerActor.Props(settings, chain, others, new Random(1)));
        UnderTest(miner);
        chain.ExpectMsg<ChainProtocol.Subscribe>();
        miner.Tell(new ChainEvents.PoolChanged(1, 0, 1, Hash256.Of("ours"u8)), chain);
        chain.ExpectMsg<ChainProtocol.GetTemplate>();
        miner.Tell(new ChainProtocol.NextBlock(null), chain);

        var draw = new ChainBuilder();
        draw.Add("a1", "genesis");
        miner.Tell(new ChainEvents.TipMoved(draw.Node("a1").Point, null, 0, IsCatchingUp: false), chain);
        miner.Tell(new ChainEvents.PoolChanged(0, 0, 1, null), chain);
        chain.ExpectNoMsg(TimeSpan.FromMilliseconds(300));
        chain.ExpectMsg<ChainProtocol.GetTemplate>(TimeSpan.FromSeconds(20)); // stranded ones are mined after two seconds
    }

    [Fact]
    public void A_mined_block_goes_to_the_chain_without_being_verified_again()
    {
        var chain = CreateTestProbe();
        var (draw, ledger) = (new ChainBuilder(), new TestLedger(NetworkParameters.Demo));
        ledger.Submit(draw.Request(TestKeys.Bob, "laptop-001", 10));
        var settings = new MinerSettings(MiningMode.OnDemand, TestKeys.Alice.PublicKey, Seals: false);
        var miner = Sys.ActorOf(MinerActor.Props(settings, chain, CreateTestProbe(), new Random(1)));
        UnderTest(miner);
        chain.ExpectMsg<ChainProtocol.Subscribe>();
        miner.Tell(new ChainEvents.PoolChanged(1, 0, 0, null), chain);
        chain.ExpectMsg<ChainProtocol.GetTemplate>();
        var template = BlockTemplate.On(ledger.State, ledger.Now, TestKeys.Alice.PublicKey, mayBeEmpty: false);
        miner.Tell(new ChainProtocol.NextBlock(template), chain);
        var submitted = chain.ExpectMsg<ChainProtocol.SubmitBlock>();
        Assert.Null(draw.ViolationOf(submitted.Block.Block));
        Assert.IsType<Verdict.Connected>(ledger.Submit(submitted.Block).Verdict);
    }
}
