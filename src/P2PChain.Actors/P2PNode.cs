using Akka.Actor;
using P2PChain.Actors.Node;

namespace P2PChain.Actors;

/// <summary>The only way to a running node. Several may share one actor system.</summary>
public static class P2PNode
{
    /// <summary>Starts a node, and completes when it listens.</summary>
    /// <param name="system">Hosts the node; not terminated by it. Where its configuration has <c>p2pchain.chain-dispatcher</c>, the chain runs on that.</param>
    /// <param name="settings">Checked settings.</param>
    /// <param name="parts">Store, key, randomness.</param>
    /// <param name="name">The root actor's name, unique in the system.</param>
    /// <returns>The node's doors.</returns>
    /// <exception cref="NodeStartException">The node cannot start: port in use, unreadable store.</exception>
    public static Task<NodeRefs> StartAsync(ActorSystem system, NodeSettings settings, NodeParts parts, string name = "node")
    {
        var started = new TaskCompletionSource<NodeRefs>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(NodeActor.Props(settings, parts, started), name);
        return started.Task;
    }

    /// <summary>Ends a node in order: goodbye to its peers, store closed. Completes when its whole tree has stopped.</summary>
    /// <param name="node">The node.</param>
    /// <param name="patience">How long the way down may take; then it is stopped as it stands.</param>
    public static async Task StopAsync(NodeRefs node, TimeSpan patience)
    {
        node.Node.Tell(NodeProtocol.Stop.Instance);
        if (await Task.WhenAny(node.Stopped, Task.Delay(patience)) == node.Stopped) return;
        await node.Node.GracefulStop(patience);
    }
}
