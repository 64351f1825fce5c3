using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Node;

namespace P2PChain.Actors;

/// <summary>The actors and the address of a running node.</summary>
/// <param name="Node">The root actor.</param>
/// <param name="Chain">Understands the messages of <see cref="ChainProtocol"/> that change the ledger.</param>
/// <param name="Lookups">Answer the questions of <see cref="ChainProtocol"/>.</param>
/// <param name="Console">Understands <see cref="ConsoleProtocol"/>.</param>
/// <param name="Listens">The address on which the node listens, with its real port.</param>
/// <param name="Failed">Completes when a failure ends the node.</param>
/// <param name="Stopped">Completes when the whole tree has stopped.</param>
public sealed record NodeRefs(
    IActorRef Node,
    IActorRef Chain,
    IActorRef Lookups,
    IActorRef Console,
    System.Net.IPEndPoint Listens,
    Task<NodeFailure> Failed,
    Task Stopped);
