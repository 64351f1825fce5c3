using System.Net;
using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;
using static P2PChain.Actors.Ledger.ChainProtocol;

namespace P2PChain.Actors.Tests.Ledger;

/// <summary>docs/protocol.md, <c>request_chain</c>.</summary>
public sealed class WholeChainActorTests : ActorSpec
{
    private readonly ChainBuilder _draw = new();
    private readonly PublishedView _view = new();
    private readonly TestProbe _readers;
    private readonly IActorRef _whole;

    public WholeChainActorTests(ITestOutputHelper output)
        : base(output)
    {
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "laptop-001", 1));
        _draw.Add("a2", "a1", _draw.Release(TestKeys.Alice, "laptop-001", 2));
        _readers = CreateTestProbe();
        _whole = Sys.ActorOf(WholeChainActor.Props(_view, _readers, _draw["genesis"]));
        UnderTest(_whole);
    }

    [Fact]
    public void Blocks_are_read_one_at_a_time_and_all_that_asked_meanwhile_get_the_line()
    {
        Tip("genesis", "a1");
        Ask(IPAddress.Loopback);
        Ask(IPAddress.Loopback);
        Found("genesis");
        Found("a1");
        var first = ExpectMsg<WholeChain>().Line;
        Assert.Equal(LineOf("genesis", "a1"), first);
        Assert.Same(first, ExpectMsg<WholeChain>().Line);

        Tip("genesis", "a1", "a2");
        Ask(IPAddress.Loopback);
        Found("a2");
        Assert.Equal(LineOf("genesis", "a1", "a2"), ExpectMsg<WholeChain>().Line);
    }

    [Fact]
    public void An_address_that_asks_too_soon_gets_no_line()
    {
        var far = IPAddress.Parse("192.0.2.7");
        Tip("genesis");
        Ask(far);
        Found("genesis");
        Assert.NotNull(ExpectMsg<WholeChain>().Line);
        Ask(far);
        Assert.Null(ExpectMsg<WholeChain>().Line);
        Assert.False(_readers.HasMessages);
    }

    [Fact]
    public void While_the_ledger_is_being_loaded_there_is_no_line()
    {
        Ask(IPAddress.Loopback);
        Assert.Null(ExpectMsg<WholeChain>().Line);
    }

    [Fact]
    public void A_block_that_is_gone_ends_the_answer_and_the_next_request_begins_anew()
    {
        Tip("genesis", "a1", "a2");
        Ask(IPAddress.Loopback);
        Found("genesis");
        var ask = _readers.ExpectMsg<GetBlock>();
        _whole.Tell(new FoundBlock(ask.Hash, ask.RequestId, null), _readers);
        Assert.Null(ExpectMsg<WholeChain>().Line);

        Tip("genesis", "a1");
        Ask(IPAddress.Loopback);
        Found("genesis");
        Found("a1");
        Assert.Equal(LineOf("genesis", "a1"), ExpectMsg<WholeChain>().Line);
    }

    private byte[] LineOf(params string[] names) =>
        MessageCodec.Encode(new Message.ChainResponse([.. names.Select(name => _draw[name])]), null);

    private void Ask(IPAddress address) => _whole.Tell(new GetWholeChain(address), TestActor);

    private void Tip(params string[] names)
    {
        var chain = BestChain.Of(HeaderNode.OfGenesis(_draw[names[0]]));
        foreach (var block in names[1..].Select(name => _draw[name]))
            chain = chain.With(chain.Tip.Child(block.Header, block.Hash, block.Seal));
        _view.Publish(new TestLedger(_draw.Parameters).State.View with { Chain = chain });
    }

    private void Found(string name)
    {
        var ask = _readers.ExpectMsg<GetBlock>();
        Assert.Equal(_draw[name].Hash, ask.Hash);
        _whole.Tell(new FoundBlock(ask.Hash, ask.RequestId, _draw[name].CanonicalBytes()), _readers);
    }
}
