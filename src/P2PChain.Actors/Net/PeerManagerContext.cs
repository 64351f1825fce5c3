using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>What the peer manager is given.</summary>
/// <param name="Listen">Where to accept connections.</param>
/// <param name="Configured">Addresses to dial for ever.</param>
/// <param name="Kept">Those a person added.</param>
/// <param name="Key">This node's key.</param>
/// <param name="Local">What it says of itself; the port is filled in once it listens.</param>
/// <param name="Settings">Bounds and times.</param>
/// <param name="Tcp">Understands <c>Akka.IO.Tcp</c>'s messages.</param>
/// <param name="Random">This actor's own.</param>
/// <param name="NextNonce">The nonce of each announce, which nobody may guess.</param>
/// <param name="Ledger">The published view of the ledger.</param>
/// <param name="Chain">The ledger.</param>
/// <param name="Readers">Answer questions about the ledger.</param>
/// <param name="WholeChain">Answers requests for the whole chain.</param>
/// <param name="Verify">The verifying workers.</param>
/// <param name="Signer">Signs with this node's key.</param>
/// <param name="Miner">Is told how many peers are connected.</param>
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
    IActorRef Sync);
