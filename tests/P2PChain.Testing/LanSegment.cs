using System.Net;
using Akka.Actor;
using Akka.IO;
using P2PChain.Actors.Net.Discovery.Lan;

namespace P2PChain.Testing;

/// <summary>
/// A local network inside the test's process, for nodes on the loopback: all of them hear each datagram.
/// </summary>
public sealed class LanSegment : UntypedActor
{
    /// <summary>The only link of each node.</summary>
    public static readonly LanLink Link = new("segment", 1, IPAddress.Loopback, 8);

    private readonly HashSet<IActorRef> _handlers = [];

    public static Props Props { get; } = Akka.Actor.Props.Create(() => new LanSegment());

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Udp.Bind bind:
                _handlers.Add(bind.Handler);
                Context.Watch(bind.Handler);
                Sender.Tell(new Udp.Bound(bind.LocalAddress));
                break;
            case Udp.Send send:
                Deliver(send.Payload, IPAddress.Loopback);
                break;
            case Sent sent: Deliver(ByteString.FromBytes(sent.Datagram), sent.Source); break;
            case Udp.Unbind: break; // its handler has ended
            case Terminated gone: _handlers.Remove(gone.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void Deliver(ByteString datagram, IPAddress source)
    {
        foreach (var handler in _handlers) handler.Tell(new Udp.Received(datagram, new IPEndPoint(source, LanLink.Port)));
    }

    /// <summary>A stranger sends a datagram.</summary>
    public sealed record Sent(byte[] Datagram, IPAddress Source);
}
