using Akka.Event;

namespace P2PChain.Actors.Node;

/// <summary>The messages to a node's root actor.</summary>
public static class NodeProtocol
{
    /// <summary>
    /// Stop the node: close the port, say goodbye to peers, close the store. Answered with <see cref="Akka.Done"/>.
    /// </summary>
    public sealed record Stop
    {
        /// <summary>The only one there is.</summary>
        public static readonly Stop Instance = new();
    }

    /// <summary>The machine's network changed: dial the waiting addresses at once. Not answered.</summary>
    public sealed record NetworkChanged : IDeadLetterSuppression
    {
        /// <summary>The only one there is.</summary>
        public static readonly NetworkChanged Instance = new();
    }
}
