using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net.Relay;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Relay;

/// <summary>Announced transactions are requested of the connections.</summary>
public sealed class InventoryActorTests : ActorSpec
{
    private static readonly ChainBuilder Draw = new();
    private static readonly Transaction First = Draw.Request(TestKeys.Alice, "laptop-001", 1);
    private static readonly Transaction Second = Draw.Request(TestKeys.Alice, "laptop-001", 2);

    private readonly TestProbe _chain;
    private readonly TestProbe _a;
    private readonly TestProbe _b;
    private readonly IActorRef _inventory;

    public InventoryActorTests(ITestOutputHelper output)
        : base(output, VirtualScheduler.Configuration)
    {
        (_chain, _a, _b) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        _inventory = Sys.ActorOf(InventoryActor.Props(_chain, _chain), "inventory");
        UnderTest(_inventory);
        _chain.ExpectMsg<ChainProtocol.Subscribe>();
        _chain.ExpectMsg<ChainProtocol.GetWaiting>();
        _inventory.Tell(new InventoryProtocol.Joined(new PeerId(1), IsChosen: false), _a);
        _inventory.Tell(new InventoryProtocol.Joined(new PeerId(2), IsChosen: false), _b);
    }

    [Fact]
    public void If_the_first_announcer_does_not_answer_the_next_one_is_asked()
    {
        Announce(1, First.Wid);
        Announce(2, First.Wid);
        Assert.Equal([First.Wid], _a.ExpectMsg<InventoryProtocol.Ask>().Wids.AsEnumerable());
        Pass(3);
        Assert.Equal([First.Wid], _b.ExpectMsg<InventoryProtocol.Ask>().Wids.AsEnumerable());
        Pass(60);
        _a.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void If_the_first_announcer_leaves_the_next_one_is_asked()
    {
        Announce(1, First.Wid);
        Announce(2, First.Wid);
        _a.ExpectMsg<InventoryProtocol.Ask>();
        Sys.Stop(_a);
        Assert.Equal([First.Wid], _b.ExpectMsg<InventoryProtocol.Ask>().Wids.AsEnumerable());
    }

    [Fact]
    public void What_waits_here_or_is_on_the_chain_is_not_requested()
    {
        _inventory.Tell(new ChainProtocol.Waiting(null, [new PoolEntry(First, 1, PoolSource.Own)]));
        _inventory.Tell(new ChainEvents.TransactionAdmitted(new PoolEntry(Second, 2, PoolSource.Own), false));
        var third = Draw.Request(TestKeys.Alice, "laptop-001", 3);
        Announce(1, First.Wid, Second.Wid, third.Wid);
        Assert.Equal([third.Wid], _a.ExpectMsg<InventoryProtocol.Ask>().Wids.AsEnumerable());
    }

    [Fact]
    public void What_was_refused_as_early_is_requested_again_after_its_predecessor()
    {
        _inventory.Tell(new InventoryProtocol.Arrived(new PeerId(1), Second.Wid));
        _inventory.Tell(new InventoryProtocol.Refused(new PeerId(1), Second, RefusalReason.NotHeld));
        _inventory.Tell(new ChainEvents.TransactionAdmitted(new PoolEntry(First, 2, PoolSource.Own), false));
        Assert.Equal([Second.Wid], _a.ExpectMsg<InventoryProtocol.Ask>().Wids.AsEnumerable());
    }

    [Fact]
    public void What_was_refused_for_lack_of_room_is_requested_again_after_a_block()
    {
        _inventory.Tell(new InventoryProtocol.Arrived(new PeerId(1), Second.Wid));
        _inventory.Tell(new InventoryProtocol.Refused(new PeerId(1), Second, RefusalReason.PoolFull));
        _inventory.Tell(new InventoryProtocol.Missing(new PeerId(2), [First.Wid])); // it announced nothing
        var block = new Block(Draw["genesis"].Header, null, [First]);
        _inventory.Tell(new ChainEvents.BlockConnected(block, null));
        Assert.Equal([Second.Wid], _a.ExpectMsg<InventoryProtocol.Ask>().Wids.AsEnumerable());
    }

    private void Announce(int peer, params ImmutableArray<Hash256> wids) =>
        _inventory.Tell(new InventoryProtocol.Announced(new PeerId(peer), wids));

    private void Pass(double seconds) => ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(seconds));
}
