using Akka.Actor;

namespace P2PChain.Actors.Net;

/// <summary>Tells the subscribers and the discovery about the connections.</summary>
internal sealed class PeerSubscribers(PeerRegistry peers, IActorRef discovery, IActorContext manager)
{
    private readonly HashSet<IActorRef> _subscribers = [];

    /// <summary>The present peers are told first. A second subscription changes nothing.</summary>
    public void Subscribe(IActorRef subscriber)
    {
        if (!_subscribers.Add(subscriber)) return;
        manager.Watch(subscriber);
        foreach (var view in peers.Views)
            subscriber.Tell(new PeerProtocol.PeerCame(view, peers.RefOf(view.Id)), manager.Self);
    }

    /// <summary>An actor ended.</summary>
    /// <returns>Whether it was a subscriber.</returns>
    public bool Remove(IActorRef subscriber) => _subscribers.Remove(subscriber);

    /// <summary>Tells all of them.</summary>
    public void Publish(object news)
    {
        foreach (var subscriber in _subscribers) subscriber.Tell(news, manager.Self);
        discovery.Tell(news, manager.Self);
    }
}
