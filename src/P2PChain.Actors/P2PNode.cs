using Akka.Actor;
using P2PChain.Actors.Node;

namespace P2PChain.Actors;

/// <summary>Starts and stops nodes. Several may share one actor system.</summary>
public static class P2PNode
{
    /// <summary>Starts a node. Completes when it listens.</summary>
    /// <param name="system">
    /// Hosts the node, which does not terminate it. The chain runs on <c>p2pchain.chain-dispatcher</c> if the system
    /// has it. </param>
    /// <param name="settings">Checked settings.</param>
    /// <param name="parts">Store, key, randomness.</param>
    /// <param name="name">The root actor's name, unique in the system.</param>
    /// <returns>The running node.</returns>
    /// <exception cref="NodeStartException">The node cannot start: port in use, unreadable store.</exception>
    public static Task<NodeRefs> StartAsync(
        ActorSystem system, NodeSettings settings, NodeParts parts, string name = "node")
    {
        var started = new TaskCompletionSource<NodeRefs>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(NodeActor.Props(settings, parts, started), name);
        return started.Task;
    }

    /// <summary>Stops a node: goodbye to its peers, store closed. Completes when all its actors have stopped.</summary>
    /// <param name="node">The node.</param>
    /// <param name="patience">The time limit. After it the node is stopped at once.</param>
    public static async Task StopAsync(NodeRefs node, TimeSpan patience)
    {
        node.Node.Tell(NodeProtocol.Stop.Instance);
        if (await Task.WhenAny(node.Stopped, Task.Delay(patience)) == node.Stopped) return;
        await node.Node.GracefulStop(patience);
    }
}
