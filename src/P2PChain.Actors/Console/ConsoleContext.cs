using Akka.Actor;
using P2PChain.Core.Crypto;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;

namespace P2PChain.Actors.Console;

/// <summary>What the console's actor is given.</summary>
/// <param name="Key">This node's key.</param>
/// <param name="Standing">The rights of that key.</param>
/// <param name="Mining">When this node mines.</param>
/// <param name="Listens">Where it listens, for people.</param>
/// <param name="Version">The software's.</param>
/// <param name="ConnectPatience">How long to wait for a connection to be made, all addresses of a name included.</param>
/// <param name="Chain">The ledger.</param>
/// <param name="Readers">Answer questions about the ledger.</param>
/// <param name="Signer">The node's key at work.</param>
/// <param name="Peers">The peer manager.</param>
internal sealed record ConsoleContext(
    PublicKey Key, Standing Standing, MiningMode Mining, string Listens, string Version, TimeSpan ConnectPatience, IActorRef Chain, IActorRef Readers, IActorRef Signer, IActorRef Peers)
{
    /// <summary>Bytes that are free on the disk with the ledger; null where that is not known.</summary>
    public Func<long?> DiskFree { get; init; } = static () => null;
}
