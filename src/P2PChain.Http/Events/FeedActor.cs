using System.Text.Json;
using System.Threading.Channels;
using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Http.Documents;

namespace P2PChain.Http.Events;

/// <summary>Watches the console's news, keeps the last events, and hands each to all clients.</summary>
internal sealed class FeedActor(IActorRef console, IWords words, EventLog log) : UntypedActor
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HashSet<ChannelWriter<NodeEvent>> _clients = [];

    internal static Props Props(IActorRef console, IWords words, EventLog log) =>
        Akka.Actor.Props.Create(() => new FeedActor(console, words, log));

    protected override void PreStart() => console.Tell(ConsoleProtocol.Watch.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case NewsProtocol.INews news: OnNews(news); break;
            case FeedProtocol.Subscribe(var lastId, var events): OnSubscribe(lastId, events); break;
            case FeedProtocol.Unsubscribe(var events): _clients.Remove(events); break;
            default: Unhandled(message); break;
        }
    }

    protected override void PostStop()
    {
        foreach (var client in _clients) client.TryComplete();
    }

    private void OnNews(NewsProtocol.INews news)
    {
        var document = EventDocument.Of(news, words);
        var added = log.Add(document.Type, JsonSerializer.Serialize(document, Json));
        foreach (var client in _clients) Send(client, added);
    }

    private void OnSubscribe(string? lastId, ChannelWriter<NodeEvent> events)
    {
        _clients.Add(events);
        foreach (var missed in log.After(lastId)) Send(events, missed);
    }

    /// <summary>A client that does not read loses its connection. It comes back with its last id.</summary>
    private void Send(ChannelWriter<NodeEvent> client, NodeEvent happened)
    {
        if (client.TryWrite(happened)) return;
        client.TryComplete();
        _clients.Remove(client);
    }
}
