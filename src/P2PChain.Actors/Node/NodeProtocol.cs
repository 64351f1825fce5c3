using Akka.Event;

namespace P2PChain.Actors.Node;

/// <summary>What a node's root understands from outside.</summary>
public static class NodeProtocol
{
    /// <summary>Ends the node in order: no more connections, goodbye to peers, store closed. Answered with <see cref="Akka.Done"/>.</summary>
    public sealed record Stop
    {
        /// <summary>The only one there is.</summary>
        public static readonly Stop Instance = new();
    }

    /// <summary>The machine's network changed: peers that were out of reach are dialled at once. Not answered.</summary>
    public sealed record NetworkChanged : IDeadLetterSuppression
    {
        /// <summary>The only one there is.</summary>
        public static readonly NetworkChanged Instance = new();
    }
}
