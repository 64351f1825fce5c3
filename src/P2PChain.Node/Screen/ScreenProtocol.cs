using P2PChain.Actors.Console;

namespace P2PChain.Node.Screen;

/// <summary>The messages of the screen's actor, besides those of the node's console.</summary>
internal static class ScreenProtocol
{
    /// <summary>
    /// Sent by the loop that reads lines. Answered with <see cref="Shown"/> once the first reply is shown, or too much
    /// time has passed.
    /// </summary>
    /// <param name="Command">The command; the actor sets its id.</param>
    public sealed record Execute(ConsoleProtocol.Command Command)
    {
        /// <summary>
        /// Whether it starts once the earlier commands that <see cref="ScriptOrder"/> names have their outcome.
        /// </summary>
        public bool IsInOrder { get; init; }
    }

    /// <summary>Answers <see cref="Execute"/>: the next line may be read.</summary>
    public sealed record Shown
    {
        /// <summary>The only one there is.</summary>
        public static readonly Shown Instance = new();
    }

    /// <summary>
    /// Sent by the same before a script's first request or release. Answered with <see cref="Shown"/> once a dialled
    /// peer is in step, or the time is over; at once if the node dials no peer.
    /// </summary>
    /// <param name="Timeout">The longest wait.</param>
    public sealed record AwaitPeer(TimeSpan Timeout);

    /// <summary>
    /// Sent by the same at the end of input. Answered with <see cref="Finished"/> once every outcome is shown and a
    /// peer has the confirming blocks, or the time is over.
    /// </summary>
    /// <param name="Timeout">The longest wait.</param>
    public sealed record Finish(TimeSpan Timeout);

    /// <summary>Answers <see cref="Finish"/>.</summary>
    /// <param name="ExitCode">The worst of the commands.</param>
    public sealed record Finished(int ExitCode);
}
