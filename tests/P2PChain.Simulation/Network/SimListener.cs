using System.Net;
using Akka.Actor;
using Akka.IO;

namespace P2PChain.Simulation.Network;

/// <summary>
/// A bound address; the connections it accepts are its children, and die with it, as with Akka's own.
/// </summary>
internal sealed class SimListener(SimHost host, Tcp.Bind bind, IActorRef commander) : UntypedActor
{
    internal static Props Props(SimHost host, Tcp.Bind bind, IActorRef commander) =>
        Akka.Actor.Props.Create(() => new SimListener(host, bind, commander));

    protected override void PreStart()
    {
        var self = Self;
        host.Listener = socket => self.Tell(socket);
        commander.Tell(new Tcp.Bound(new IPEndPoint(host.Address, ((IPEndPoint)bind.LocalAddress).Port)), Self);
    }

    protected override void PostStop() => host.Listener = null;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SimSocket socket: Context.ActorOf(SimConnection.Props(socket, bind.Handler)); break;
            case Tcp.Unbind:
                Sender.Tell(Tcp.Unbound.Instance);
                Context.Stop(Self);
                break;
            default: Unhandled(message); break;
        }
    }
}
