using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Ledger;

public sealed class LookupActorTests : ActorSpec
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger = new(NetworkParameters.Demo);
    private readonly PublishedView _published = new();
    private readonly TestProbe _chain;
    private readonly TestProbe _readers;
    private readonly IActorRef _lookup;

    public LookupActorTests(ITestOutputHelper output)
        : base(output, VirtualScheduler.Configuration)
    {
        (_chain, _readers) = (CreateTestProbe(), CreateTestProbe());
        _lookup = Sys.ActorOf(LookupActor.Props(
            _published, _chain, _readers, NetworkParameters.Demo.Genesis(), _ledger.Store.OpenArchive));
        UnderTest(_lookup);
    }

    [Fact]
    public void A_question_before_the_ledger_is_loaded_goes_to_the_chain_and_keeps_its_sender()
    {
        _lookup.Tell(new ChainProtocol.GetItems(AreHeld: true), TestActor);
        var (question, reader) = _chain.ExpectMsg<ChainProtocol.WhenLoaded>();
        Assert.Equal(new ChainProtocol.GetItems(AreHeld: true), question);
        Assert.Equal((TestActor, _lookup), (_chain.LastSender, reader));
    }

    [Fact]
    public void A_question_of_another_kind_goes_to_the_readers_and_keeps_its_sender()
    {
        _published.Publish(_ledger.State.View);
        _lookup.Tell(ChainProtocol.GetStatus.Instance, TestActor);
        _readers.ExpectMsg<ChainProtocol.GetStatus>();
        Assert.Equal(TestActor, _readers.LastSender);
    }

    [Fact]
    public void Items_are_those_of_the_latest_view_also_after_a_long_time_without_a_question()
    {
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "x", 1), _draw.Request(TestKeys.Bob, "c", 2));
        _draw.Add("a2", "a1", _draw.Release(TestKeys.Alice, "x", 3), _draw.Request(TestKeys.Alice, "b", 4));
        _ledger.Submit(_draw.Checked("a1"));
        _published.Publish(_ledger.State.View);
        Assert.Equal(["c", "x"], Held());
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(["c", "x"], Held());
        _ledger.Submit(_draw.Checked("a2"));
        _published.Publish(_ledger.State.View);
        Assert.Equal(["b", "c"], Held());
        _lookup.Tell(new ItemsProtocol.Find(new ItemFilter(IsHeld: false), null, 1), TestActor);
        Assert.Equal("x", Assert.Single(ExpectMsg<ItemsProtocol.Found>().Page.Entries).Uid.Text);
        _readers.ExpectNoMsg(TimeSpan.Zero);
    }

    private IEnumerable<string> Held()
    {
        _lookup.Tell(new ChainProtocol.GetItems(AreHeld: true), TestActor);
        return ExpectMsg<ChainProtocol.ItemList>().Items.Select(static entry => entry.Uid.Text);
    }
}
