using Akka.Event;

namespace P2PChain.Node.Hosting;

/// <summary>
/// Named by akka.conf as Akka's logger to standard output, which writes nothing: when a system stops, its logger's mailbox
/// (1.5.74) hands over what is unread, of any level, and stack traces would stand among the answers that a script reads.
/// </summary>
internal sealed class UnreadLog : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
        // What matters at such a moment, the reason of the end, the program has logged itself.
    }
}
