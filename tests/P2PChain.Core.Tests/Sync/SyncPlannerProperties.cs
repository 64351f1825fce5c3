using CsCheck;

namespace P2PChain.Core.Tests.Sync;

public sealed class SyncPlannerProperties
{
    private const int Peers = 5;

    private static readonly Gen<(int Kind, int Length, int Branch)> Peer = Gen.Select(
        Gen.Int[0, 4], Gen.Int[1, 40], Gen.Int[0, 2]);

    private static readonly Gen<(int What, int Who)> Step = Gen.Select(
        Gen.Frequency((10, Gen.Const(0)), (10, Gen.Const(1)), (4, Gen.Const(2)), (1, Gen.Const(3)), (1, Gen.Const(4))), Gen.Int[0, Peers - 1]);

    [Fact]
    public void Whatever_happens_it_asks_nobody_who_is_gone_owes_no_more_than_sixteen_and_comes_to_rest_on_the_best_chain() =>
        Gen.Select(Peer.Array[Peers], Step.Array[0, 200]).Sample((peers, steps) =>
        {
            var world = new SyncWorld();
            foreach (var (peer, i) in peers.Select((peer, i) => (peer, i)))
                world.Join(i, (SyncWorld.Kind)peer.Kind, DrawnBlocks.Chain(peer.Length, peer.Branch));
            foreach (var (what, who) in steps) Happen(world, what, who);
            world.ComeToRest();
            Assert.True(world.IsIdle);
            Assert.All(world.HonestTips, tip => Assert.False(tip.Beats(world.Tip)));
        }, iter: 2_000);

    private static void Happen(SyncWorld world, int what, int who)
    {
        switch (what)
        {
            case 0: world.ChainAnswers(); break;
            case 1: world.PeerAnswers(who); break;
            case 2: world.Claim(who); break;
            case 3: world.Wait(7); break;
            default: world.Leave(who); break;
        }
    }
}
