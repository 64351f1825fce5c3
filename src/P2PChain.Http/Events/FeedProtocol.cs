using System.Threading.Channels;
using Akka.Event;

namespace P2PChain.Http.Events;

/// <summary>The messages to the actor of the feed.</summary>
internal static class FeedProtocol
{
    /// <summary>
    /// Sent by a client's connection. Its channel gets each event from now on, and the missed ones first.
    /// </summary>
    /// <param name="LastId">The id of the last event that the client has; null for none.</param>
    /// <param name="Events">The channel. It ends if the client does not read.</param>
    public sealed record Subscribe(string? LastId, ChannelWriter<NodeEvent> Events);

    /// <summary>Sent by a client's connection at its end.</summary>
    public sealed record Unsubscribe(ChannelWriter<NodeEvent> Events) : IDeadLetterSuppression;
}
