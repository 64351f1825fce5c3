using System.Net;
using Akka;
using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Actors.Node;
using P2PChain.Actors.Tests.Ledger;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Node;

public sealed class NodeActorTests(ITestOutputHelper output) : ActorSpec(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_disk_that_fails_ends_the_node_with_exit_code_74_and_a_sentence()
    {
        Expected(_ => true); // what the console asks of a node that is going down
        var store = new FailingStore(null, new ChainStoreException(ChainStoreFault.NotWritable, "The disk is full."));
        var node = await StartAsync("a", store: store);
        node.Tell(TestNode.Request(1, "laptop-001"), TestActor);
        var failure = await node.Refs.Failed.WaitAsync(Patience);
        Assert.Equal((74, "The disk is full."), (failure.ExitCode, failure.Sentence));
        await node.Refs.Stopped.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_disk_that_fails_a_reader_ends_the_node_too()
    {
        Expected(_ => true); // the console's question has no answer
        var damaged = new ChainStoreException(ChainStoreFault.Damaged, "The header has another hash.");
        var node = await StartAsync("a", store: new FailingStore(null, null) { OnRead = damaged });
        node.Tell(new ConsoleProtocol.ShowItem(1, ItemId.Parse("laptop-001")), TestActor);
        var failure = await node.Refs.Failed.WaitAsync(Patience);
        Assert.Equal((7, "The header has another hash."), (failure.ExitCode, failure.Sentence));
        await node.Refs.Stopped.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_bug_in_the_chain_ends_the_node_with_exit_code_70()
    {
        Expected(_ => true); // what the console asks of a node that is going down
        var node = await StartAsync("a", store: new FailingStore(null, new KeyNotFoundException("no such block")));
        node.Tell(TestNode.Request(1, "laptop-001"), TestActor);
        Assert.Equal(70, (await node.Refs.Failed.WaitAsync(Patience)).ExitCode);
    }

    [Fact]
    public async Task A_disk_that_gives_back_another_tip_than_was_committed_ends_the_node_with_exit_code_7()
    {
        Expected(_ => true); // what the console asks of a node that is going down
        var node = await StartAsync("a", store: new FailingStore(null, null) { ForgetsUndo = true });
        node.Tell(TestNode.Request(1, "laptop-001"), TestActor);
        var failure = await node.Refs.Failed.WaitAsync(Patience);
        Assert.Equal(7, failure.ExitCode);
        Assert.StartsWith("The disk does not hold block 1 ", failure.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ChainStoreFault.NotReadable, 74)]
    [InlineData(ChainStoreFault.Damaged, 7)]
    [InlineData(ChainStoreFault.OtherNetwork, 78)]
    public async Task A_ledger_that_cannot_be_loaded_keeps_the_node_from_starting(ChainStoreFault fault, int exitCode)
    {
        Expected(_ => true); // the others' first words to a chain that is not there
        var store = new FailingStore(new ChainStoreException(fault, "The ledger cannot be used."), null);
        var error = await Assert.ThrowsAsync<NodeStartException>(() => StartAsync("a", store: store));
        Assert.Equal((exitCode, "The ledger cannot be used."), (error.Failure.ExitCode, error.Message));
    }

    [Fact]
    public async Task A_port_in_use_keeps_the_node_from_starting_with_exit_code_69()
    {
        var first = await StartAsync("a");
        Expected(_ => true); // the others' first words to a chain that is going down
        var error = await Assert.ThrowsAsync<NodeStartException>(() => StartAsync("b", first.Refs.Listens));
        Assert.Equal(69, error.Failure.ExitCode);
        Assert.Contains(first.Refs.Listens.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_says_goodbye_and_frees_the_port()
    {
        var (a, b) = (await StartAsync("a"), await StartAsync("b"));
        Assert.IsType<AnswerProtocol.Connected>(await b.ConnectAsync(a.Refs.Listens));
        StopsAmid(a.Refs.Node);
        b.Refs.Console.Tell(ConsoleProtocol.Watch.Instance, TestActor);
        var stopped = await Task.WhenAll(
            a.Refs.Node.Ask<Done>(NodeProtocol.Stop.Instance, Patience), a.Refs.Node.Ask<Done>(NodeProtocol.Stop.Instance, Patience));
        Assert.Equal(2, stopped.Length);
        var went = (NewsProtocol.PeerNews)await FishForMessageAsync(
            message => message is NewsProtocol.PeerNews { IsConnected: false }, Patience);
        Assert.Equal("it said goodbye: the node there stops", went.Reason);
        await StartAsync("c", a.Refs.Listens);
    }

    private async Task<TestNode> StartAsync(string name, IPEndPoint? listen = null, IChainStore? store = null)
    {
        var settings = listen is null ? null : new NodeSettings { Listen = listen };
        var node = await TestNode.StartAsync(Sys, name, TestKeys.All[name[0] - 'a'], settings, store, seed: name[0]);
        UnderTest(node.Refs.Node);
        return node;
    }
}
