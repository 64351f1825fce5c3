using Akka.Event;

namespace P2PChain.Node.Hosting;

/// <summary>
/// Akka's logger to standard output (named in akka.conf), which writes nothing. A stopping system hands over the unread
/// events of its logger (1.5.74), of any level. Stack traces would stand among the answers that a script reads.
/// </summary>
internal sealed class UnreadLog : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
        // The program itself has logged the reason of the end.
    }
}
