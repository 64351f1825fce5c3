using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Mining;
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
        var miner = Sys.ActorOf(MinerActor.Props(settings, chain, others, others, new Random(1)));
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
        var miner = Sys.ActorOf(MinerActor.Props(settings, chain, others, others, new Random(1)));
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
        var miner = Sys.ActorOf(MinerActor.Props(settings, chain, others, others, new Random(1)));
        UnderTest(miner);
        chain.ExpectMsg<ChainProtocol.Subscribe>();
        miner.Tell(new ChainEvents.PoolChanged(1, 0, 1, Hash256.Of("ours"u8)), chain);
        chain.ExpectMsg<ChainProtocol.GetTemplate>();
        miner.Tell(new ChainProtocol.NextBlock(null), chain);

        var draw = new ChainBuilder();
        draw.Add("a1", "genesis");
        miner.Tell(new ChainEvents.TipMoved(draw.Node("a1"), null, 0, IsCatchingUp: false), chain);
        miner.Tell(new ChainEvents.PoolChanged(0, 0, 1, null), chain);
        chain.ExpectNoMsg(TimeSpan.FromMilliseconds(300));
        chain.ExpectMsg<ChainProtocol.GetTemplate>(TimeSpan.FromSeconds(20)); // stranded ones are mined after two seconds
    }
}
