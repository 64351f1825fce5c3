using System.Text;
using System.Threading.Channels;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2PChain.Http.Access;
using P2PChain.Http.Events;

namespace P2PChain.Http.Routes;

/// <summary>The feed of events, as server-sent events (the HTML standard, section 9.2).</summary>
internal static class EventRoutes
{
    /// <summary>Events that may wait for one client: all that are kept, and some more.</summary>
    private const int WaitingMax = EventLog.CountMax + 100;

    private static readonly TimeSpan AliveEvery = TimeSpan.FromSeconds(15);

    private static readonly byte[] Alive = ": alive\n\n"u8.ToArray();

    /// <summary>Adds the route.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="feed">The actor of the feed.</param>
    /// <param name="stopping">The server stops.</param>
    public static void Map(IEndpointRouteBuilder routes, IActorRef feed, CancellationToken stopping) =>
        routes.MapGet("/api/events", (HttpContext context, string? after) =>
            {
                // A browser's own client sends the header when it connects again.
                var last = context.Request.Headers["Last-Event-ID"].ToString();
                return FollowAsync(context, feed, last.Length > 0 ? last : after, stopping);
            })
            .WithMetadata(new OperationMark(Operation.Read)).Produces(200, contentType: "text/event-stream")
            .WithSummary("Sends events as they happen (server-sent events).");

    private static async Task FollowAsync(
        HttpContext context, IActorRef feed, string? lastId, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream";
        var events = Channel.CreateBounded<NodeEvent>(WaitingMax);
        feed.Tell(new FeedProtocol.Subscribe(lastId, events.Writer));
        try
        {
            // The first line shows the client that it is connected.
            await context.Response.Body.WriteAsync(Alive, ending.Token);
            await context.Response.Body.FlushAsync(ending.Token);
            while (await NextAsync(events.Reader, ending.Token) is { } text)
            {
                await context.Response.Body.WriteAsync(text, ending.Token);
                await context.Response.Body.FlushAsync(ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The client is gone, or the server stops.
        }
        finally
        {
            feed.Tell(new FeedProtocol.Unsubscribe(events.Writer));
        }
    }

    /// <summary>The events that have come, or a comment after some silence; null at the end.</summary>
    private static async Task<byte[]?> NextAsync(ChannelReader<NodeEvent> events, CancellationToken stop)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silence.CancelAfter(AliveEvery);
        try
        {
            if (!await events.WaitToReadAsync(silence.Token)) return null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Alive;
        }
        var text = new StringBuilder();
        while (events.TryRead(out var one)) text.Append($"id: {one.Id}\nevent: {one.Type}\ndata: {one.Json}\n\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
