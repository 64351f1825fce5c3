using Akka.Actor;
using P2PChain.Core.Crypto;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;

namespace P2PChain.Actors.Console;

/// <summary>The parameters of the console's actor.</summary>
/// <param name="Key">This node's key.</param>
/// <param name="Standing">The rights of that key.</param>
/// <param name="Mining">The mode of mining.</param>
/// <param name="Listens">The address on which it listens, for people.</param>
/// <param name="Version">The version of the software.</param>
/// <param name="ConnectPatience">Time limit of a connect, over all addresses of a name.</param>
/// <param name="Chain">The ledger.</param>
/// <param name="Lookups">Answer questions about the ledger.</param>
/// <param name="Signer">Signs with the node's key.</param>
/// <param name="Peers">The peer manager.</param>
/// <param name="Sync">Checks the peers' claims.</param>
internal sealed record ConsoleContext(
    PublicKey Key,
    Standing Standing,
    MiningMode Mining,
    string Listens,
    string Version,
    TimeSpan ConnectPatience,
    IActorRef Chain,
    IActorRef Lookups,
    IActorRef Signer,
    IActorRef Peers,
    IActorRef Sync)
{
    /// <summary>This node's key and its rights.</summary>
    public AnswerProtocol.Identity Identity => new(Key, Standing, Mining);

    /// <summary>Free bytes on the ledger's disk; null if unknown.</summary>
    public Func<long?> DiskFree { get; init; } = static () => null;
}
