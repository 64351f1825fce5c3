using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using P2PChain.Actors;
using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Metrics;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;

namespace P2PChain.Testing;

/// <summary>A whole node in the test's own process, over real sockets on the loopback.</summary>
public sealed class TestNode
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private TestNode(string name, NodeRefs refs, IChainStore store, ISigner signer)
    {
        Name = name;
        Refs = refs;
        Store = store;
        Signer = signer;
    }

    public string Name { get; }

    public NodeRefs Refs { get; }

    public IChainStore Store { get; }

    public ISigner Signer { get; }

    public static async Task<TestNode> StartAsync(
        ActorSystem system, string name, ISigner signer, NodeSettings? settings = null, IChainStore? store = null, int seed = 1,
        bool provesKey = true, BranchLimits? branches = null, IActorRef? segment = null,
        IKeptAddresses? addresses = null, NodeMeter? meter = null)
    {
        store ??= new MemoryChainStore();
        var parts = new NodeParts(store, signer, new Random(seed))
        {
            Features = provesKey ? LocalNode.AllFeatures : [LocalNode.Headers],
            Branches = branches ?? new BranchLimits(),
            KeptAddresses = addresses,
            Meter = meter ?? new NodeMeter(),
            Udp = segment,
            LanLinks = static _ => [LanSegment.Link],
        };
        var refs = await P2PNode.StartAsync(system, settings ?? new NodeSettings(), parts, name);
        return new TestNode(name, refs, store, signer);
    }

    public Task<ChainProtocol.ChainTip> TipAsync() => Refs.Lookups.Query(ChainProtocol.GetTip.Instance, Patience);

    public Task<ChainProtocol.ChainStatus> StatusAsync() => Refs.Lookups.Query(
        ChainProtocol.GetStatus.Instance, Patience);

    /// <summary>Who holds what.</summary>
    public async Task<ImmutableSortedDictionary<string, PublicKey>> HeldAsync()
    {
        var list = await Refs.Lookups.Query(new ChainProtocol.GetItems(AreHeld: true), Patience);
        return list.Items.ToImmutableSortedDictionary(
            entry => entry.Uid.Text, entry => entry.Holder!, StringComparer.Ordinal);
    }

    /// <summary>Every item ever seen.</summary>
    public async Task<ImmutableArray<CustodyEntry>> ItemsAsync()
    {
        var held = await Refs.Lookups.Query(new ChainProtocol.GetItems(AreHeld: true), Patience);
        var free = await Refs.Lookups.Query(new ChainProtocol.GetItems(AreHeld: false), Patience);
        return [.. held.Items.Concat(free.Items).OrderBy(entry => entry.Uid)];
    }

    public async Task<AnswerProtocol.IResult> ConnectAsync(IPEndPoint to) => (await Refs.Console.Ask<ConsoleProtocol.Reply>(
        new ConsoleProtocol.Connect(1, to.Address.ToString(), to.Port), Patience)).Result;

    /// <summary>Tells a command; every reply comes to <paramref name="screen"/>.</summary>
    public void Tell(ConsoleProtocol.Command command, IActorRef screen) => Refs.Console.Tell(command, screen);

    public static ConsoleProtocol.Request Request(long id, params string[] uids) => new(
        id, [.. uids.Select(ItemId.Parse)]);
}
