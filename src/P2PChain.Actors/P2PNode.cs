using Akka.Actor;
using P2PChain.Actors.Protocols;

namespace P2PChain.Actors;

/// <summary>The only way to a running node. Several may share one actor system.</summary>
public static class P2PNode
{
    /// <summary>Starts a node, and completes when it listens.</summary>
    /// <param name="system">Hosts the node; not terminated by it.</param>
    /// <param name="settings">Checked settings.</param>
    /// <param name="parts">Store, key, randomness.</param>
    /// <param name="name">The root actor's name, unique in the system.</param>
    /// <returns>The node's doors.</returns>
    /// <exception cref="NodeStartException">The node cannot start: port in use, unreadable store.</exception>
    public static Task<NodeRefs> StartAsync(ActorSystem system, NodeSettings settings, NodeParts parts, string name = "node") =>
        throw new NotSupportedException($"{system.Name} {settings} {parts} {name}");
}
