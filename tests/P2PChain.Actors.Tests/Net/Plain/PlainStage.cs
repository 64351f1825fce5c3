using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Actors.Net;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Testing;
using P2PChain.Testing.Plain;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Plain;

/// <summary>Nodes of ours and of the original network over real sockets, less patient than in production.</summary>
public abstract class PlainStage(ITestOutputHelper output) : ActorSpec(output)
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected static PlainTimes Times { get; } = new()
    {
        ReadEvery = TimeSpan.FromMilliseconds(300),
        ReadAfter = TimeSpan.FromMilliseconds(50),
        Ripe = TimeSpan.FromMilliseconds(200),
        Diverged = TimeSpan.FromMilliseconds(800),
    };

    /// <summary>
    /// Unix seconds by the system's clock, as our nodes see it. As fine as the original's: what moves an item twice in
    /// one instant cannot be told apart.
    /// </summary>
    protected double Clock() => (Sys.Scheduler.Now - DateTimeOffset.UnixEpoch).TotalSeconds;

    protected async Task<TestNode> OursAsync(
        string name, ISigner signer, IChainStore? store = null, int port = 0, NetworkParameters? network = null)
    {
        var settings = new NodeSettings { Peering = new PeerSettings { Plain = Times } };
        settings = settings with { Listen = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port), Network = network ?? settings.Network };
        var node = await TestNode.StartAsync(Sys, name, signer, settings, store);
        UnderTest(node.Refs.Node);
        return node;
    }

    protected PlainNode Theirs(ISigner signer, int port = 0, PlainChain? chain = null, double clockAhead = 0) =>
        PlainNode.Start(signer, () => Clock() + clockAhead, port, chain);

    /// <summary>Something typed at a node of ours, confirmed there.</summary>
    protected async Task WorkAsync(TestNode node, TransactionType type, params string[] uids)
    {
        foreach (var uid in uids)
        {
            var screen = CreateTestProbe();
            node.Tell(type == TransactionType.Request ? TestNode.Request(1, uid) : new ConsoleProtocol.Release(1, ItemId.Parse(uid)), screen);
            ConsoleProtocol.Reply reply;
            do reply = await screen.ExpectMsgAsync<ConsoleProtocol.Reply>(Patience);
            while (!reply.IsLast);
            Assert.IsType<AnswerProtocol.Confirmed>(reply.Result);
        }
    }

    /// <summary>All of them agree who holds what.</summary>
    protected async Task<ImmutableSortedDictionary<string, string>> OneCustodyAsync(
        IEnumerable<TestNode> ours, IEnumerable<PlainNode> theirs)
    {
        var custody = ImmutableSortedDictionary<string, string>.Empty;
        await AwaitAssertAsync(
            async () =>
            {
                custody = (await ours.First().HeldAsync()).ToImmutableSortedDictionary(
                    item => item.Key, item => item.Value.Hex, StringComparer.Ordinal);
                foreach (var node in ours) Assert.Equal(custody, (await node.HeldAsync()).Select(item => KeyValuePair.Create(item.Key, item.Value.Hex)));
                foreach (var node in theirs) Assert.Equal(custody, node.Look(chain => chain.Allocated.ToList()));
            },
            Patience);
        return custody;
    }

    protected static async Task<PeerView> PlainViewAsync(TestNode node)
    {
        var peers = (await node.Refs.Console.Ask<ConsoleProtocol.Reply>(new ConsoleProtocol.ListPeers(1), Patience)).Result;
        return Assert.Single(Assert.IsType<AnswerProtocol.Peers>(peers).Connected, peer => !peer.IsExtended);
    }
}
