using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Metrics;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Actors.Net.Peer;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;

namespace P2PChain.Actors.Net;

/// <summary>The parameters of the peer manager.</summary>
/// <param name="Listen">The address to listen on.</param>
/// <param name="Configured">The addresses of the configuration; they are always dialled.</param>
/// <param name="Kept">The addresses that a person added.</param>
/// <param name="Key">This node's key.</param>
/// <param name="Local">This node's announce; the port is set once it listens.</param>
/// <param name="Settings">Bounds and times.</param>
/// <param name="Tcp">Understands <c>Akka.IO.Tcp</c>'s messages.</param>
/// <param name="Random">This actor's own source.</param>
/// <param name="NextNonce">Makes the unpredictable nonce of an announce.</param>
/// <param name="Ledger">The published view of the ledger.</param>
/// <param name="Chain">The ledger.</param>
/// <param name="Readers">Answer questions about the ledger.</param>
/// <param name="WholeChain">Answers requests for the whole chain.</param>
/// <param name="Verify">The verifying workers.</param>
/// <param name="Signer">Signs with this node's key.</param>
/// <param name="Miner">Is told the number of peers.</param>
/// <param name="Sync">The sync.</param>
internal sealed record PeerManagerContext(
    IPEndPoint Listen,
    ImmutableArray<HostPort> Configured,
    IKeptPeers Kept,
    PublicKey Key,
    LocalNode Local,
    PeerSettings Settings,
    IActorRef Tcp,
    Random Random,
    Func<ulong> NextNonce,
    PublishedView Ledger,
    IActorRef Chain,
    IActorRef Readers,
    IActorRef WholeChain,
    IActorRef Verify,
    IActorRef Signer,
    IActorRef Miner,
    IActorRef Sync)
{
    /// <summary>Stores the bans.</summary>
    public IKeptBans KeptBans { get; init; } = new ForgottenBans();

    /// <summary>The parameters of the discovery; null if it is off.</summary>
    public DiscoveryContext? Discovery { get; init; }

    /// <summary>The names of keys, for people.</summary>
    public KeyNames Names { get; init; } = KeyNames.None;

    /// <summary>Counts what happens in the node.</summary>
    public NodeMeter Meter { get; init; } = new();

    /// <summary>Leases the bytes of answers to strangers.</summary>
    public IActorRef Answers { get; init; } = ActorRefs.Nobody;

    /// <summary>Requests announced transactions.</summary>
    public IActorRef Inventory { get; init; } = ActorRefs.Nobody;

    /// <summary>The parameters of a connection's actor.</summary>
    public PeerContext ForPeer(
        PeerId id,
        IPEndPoint remote,
        bool isOutbound,
        bool isLook,
        PeerOrigin origin,
        int port,
        PeerRefs refs,
        IScheduler scheduler,
        PeerFault? refusal) =>
        new(
            id,
            remote,
            isOutbound,
            origin,
            NextNonce(),
            Local with { Port = port },
            Settings,
            refs,
            Ledger,
            Meter,
            () => UnixTime.From(scheduler.Now))
        {
            IsLook = isLook,
            Names = Names,
            Ban = refusal is { Code: PeerFaultCode.Banned } ? refusal : null,
        };

    /// <summary>The actors that a connection's actor sends messages to. Starts the discovery, if it is on.</summary>
    /// <param name="manager">The peer manager.</param>
    /// <param name="parent">Its context: it watches the discovery.</param>
    public PeerRefs RefsForPeers(IActorRef manager, IActorContext parent) =>
        new(Chain, Readers, WholeChain, Verify, Signer, Sync, manager)
        {
            Answers = Answers,
            Inventory = Inventory,
            Discovery = Discovery is { } context
                ? parent.Watch(parent.ActorOf(DiscoveryActor.Props(context), "discovery"))
                : ActorRefs.Nobody,
        };
}
