using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Node;

namespace P2PChain.Actors;

/// <summary>A running node's doors.</summary>
/// <param name="Node">The root; stopping it stops the node.</param>
/// <param name="Chain">Understands the messages of <see cref="ChainProtocol"/> that change the ledger.</param>
/// <param name="Readers">Answer the questions of <see cref="ChainProtocol"/>.</param>
/// <param name="Console">Understands <see cref="ConsoleProtocol"/>.</param>
/// <param name="Listens">Where the node listens, with the real port when 0 was asked for.</param>
/// <param name="Failed">Completes with an exit code when an actor that the node cannot live without is lost.</param>
/// <param name="Stopped">Completes when the whole tree has stopped.</param>
public sealed record NodeRefs(
    IActorRef Node, IActorRef Chain, IActorRef Readers, IActorRef Console, System.Net.IPEndPoint Listens, Task<NodeFailure> Failed, Task Stopped);
