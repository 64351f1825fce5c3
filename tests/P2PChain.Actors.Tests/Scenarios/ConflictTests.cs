using System.Globalization;
using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>Everybody wants the same few things at once.</summary>
public sealed class ConflictTests(ITestOutputHelper output) : ActorSpec(output)
{
    private const int OperationsPerNode = 100;
    private const int Items = 7;

    private readonly ITestOutputHelper _output = output;

    [Fact] // rules F1, F2, F5, M3
    public async Task Three_nodes_that_want_the_same_items_end_on_one_tip()
    {
        var nodes = await MeshAsync();
        var screens = nodes.Select((node, i) => Sys.ActorOf(Props.Create(() => new Busy(node, 1000 + i, TestActor)))).ToList();
        UnderTest([.. screens]);
        foreach (var _ in screens) await ExpectMsgAsync<Busy.Finished>(TimeSpan.FromSeconds(60));
        var tip = await OneTipAsync(nodes);
        var oracle = await ReplayAsync(nodes[0], tip);
        foreach (var node in nodes)
        {
            var items = await node.ItemsAsync();
            Assert.Equal(
                oracle.Custody.Items.Values.OrderBy(item => item.Uid, StringComparer.Ordinal).Select(item => (
                    item.Uid, item.Holder, item.Since, item.Txid)),
                items.Select(entry => (entry.Uid.Text, entry.Holder?.Hex, entry.Since, entry.TxId.ToString())));
            Assert.Equal(0, (await node.StatusAsync()).Waiting);
        }
        Assert.Equal(tip.Hash.ToString(), oracle.TipHash);
        _output.WriteLine($"height {tip.Height}, {oracle.Custody.Items.Count} items seen");
    }

    private async Task<List<TestNode>> MeshAsync()
    {
        var nodes = new List<TestNode>();
        foreach (var (signer, i) in TestKeys.All.Take(3).Select((signer, i) => (signer, i)))
        {
            var node = await TestNode.StartAsync(Sys, $"node{i}", signer, seed: i);
            UnderTest(node.Refs.Node);
            foreach (var other in nodes) Assert.IsType<AnswerProtocol.Connected>(await node.ConnectAsync(other.Refs.Listens));
            nodes.Add(node);
        }
        return nodes;
    }

    private async Task<ChainProtocol.ChainTip> OneTipAsync(List<TestNode> nodes)
    {
        ChainProtocol.ChainTip[] tips = [];
        await AwaitAssertAsync(
            async () =>
            {
                tips = await Task.WhenAll(nodes.Select(node => node.TipAsync()));
                Assert.Single(tips.Select(tip => tip.Hash).Distinct());
                foreach (var node in nodes) Assert.Equal(0, (await node.StatusAsync()).Waiting);
            },
            TimeSpan.FromSeconds(20));
        return tips[0];
    }

    /// <summary>Replays a node's chain with an implementation that shares no code with it.</summary>
    private static async Task<OracleState> ReplayAsync(TestNode node, ChainProtocol.ChainTip tip)
    {
        var blocks = new List<string>();
        for (var hash = tip.Hash; ;)
        {
            var found = await node.Refs.Lookups.Query(new ChainProtocol.GetBlock(hash), TimeSpan.FromSeconds(20));
            Assert.True(LedgerJson.TryReadBlock(found.Text, out var block, out _));
            if (block.Height == 0) break;
            blocks.Add(System.Text.Encoding.ASCII.GetString(found.Text!));
            hash = block.Header.PrevHash;
        }
        blocks.Reverse();
        var parameters = System.Text.Encoding.ASCII.GetString(NetworkParameters.Demo.CanonicalBytes());
        var replay = new ReferenceLedger(parameters, checkSignatures: false).Replay(blocks);
        Assert.True(replay.IsValid, replay.Violation?.ToString());
        return replay.State;
    }

    /// <summary>A person who asks for something at random, and for the next thing as soon as that is decided.</summary>
    private sealed class Busy : UntypedActor
    {
        private readonly TestNode _node;
        private readonly Random _random;
        private readonly IActorRef _owner;
        private int _done;

        public Busy(TestNode node, int seed, IActorRef owner)
        {
            _node = node;
            _random = new Random(seed);
            _owner = owner;
        }

        protected override void PreStart() => Next();

        protected override void OnReceive(object message)
        {
            if (message is not ConsoleProtocol.Reply reply) Unhandled(message);
            else if (reply.IsLast && ++_done < OperationsPerNode) Next();
            else if (reply.IsLast) _owner.Tell(new Finished());
        }

        private void Next()
        {
            var uid = "item-" + _random.Next(Items).ToString(CultureInfo.InvariantCulture);
            ConsoleProtocol.Command command = _random.Next(2) == 0
                ? TestNode.Request(_done, uid)
                : new ConsoleProtocol.Release(_done, ItemId.Parse(uid));
            _node.Tell(command, Self);
        }

        public sealed record Finished;
    }
}
