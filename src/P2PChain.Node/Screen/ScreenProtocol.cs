using P2PChain.Actors.Protocols;

namespace P2PChain.Node.Screen;

/// <summary>What the screen's actor understands, besides what the node's console tells it.</summary>
internal static class ScreenProtocol
{
    /// <summary>
    /// Sent by the loop that reads lines. Answered with <see cref="Shown"/> when the first reply has been shown, or too much
    /// time has passed.
    /// </summary>
    /// <param name="Command">Its id is given by the actor.</param>
    public sealed record Execute(ConsoleProtocol.Command Command)
    {
        /// <summary>Whether it starts only when those before it that <see cref="ScriptOrder"/> names have their outcome.</summary>
        public bool IsInOrder { get; init; }
    }

    /// <summary>Answers <see cref="Execute"/>: the next line may be read.</summary>
    public sealed record Shown
    {
        /// <summary>The only one there is.</summary>
        public static readonly Shown Instance = new();
    }

    /// <summary>
    /// Sent by the same before a script's first request or release. Answered with <see cref="Shown"/> when a peer that this node
    /// dials is in step with it, or the time is over; at once where it dials none.
    /// </summary>
    /// <param name="Timeout">How long to wait.</param>
    public sealed record AwaitPeer(TimeSpan Timeout);

    /// <summary>
    /// Sent by the same at the end of input. Answered with <see cref="Finished"/> when the outcome of every command has been
    /// shown and a peer has the blocks that confirm them, or the time is over.
    /// </summary>
    /// <param name="Timeout">How long to wait.</param>
    public sealed record Finish(TimeSpan Timeout);

    /// <summary>Answers <see cref="Finish"/>.</summary>
    /// <param name="ExitCode">The worst of the commands.</param>
    public sealed record Finished(int ExitCode);
}
