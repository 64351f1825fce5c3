using System.Net;
using Akka.Actor;
using Akka.IO;

namespace P2PChain.Simulation.Network;

/// <summary>
/// Stands where a host's <c>Tcp</c> manager stands: understands <c>Bind</c> and <c>Connect</c> as Akka.IO 1.5.74 does.
/// </summary>
internal sealed class SimTcpManager(SimNetwork network, SimHost host) : UntypedActor
{
    internal static Props Props(SimNetwork network, SimHost host) => Akka.Actor.Props.Create(
        () => new SimTcpManager(network, host));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Bind bind when host.Listener is null: Context.ActorOf(SimListener.Props(host, bind, Sender)); break;
            case Tcp.Bind bind: Sender.Tell(new Tcp.CommandFailed(bind)); break;
            case Tcp.Connect connect: Connect(connect); break;
            case Established(var socket, var commander): Context.ActorOf(SimConnection.Props(socket, commander)); break;
            default: Unhandled(message); break;
        }
    }

    private void Connect(Tcp.Connect connect)
    {
        var (commander, manager) = (Sender, Self);
        network.Connect(
            host,
            (IPEndPoint)connect.RemoteAddress,
            connect.Timeout ?? TimeSpan.FromMinutes(2),
            socket => manager.Tell(new Established(socket, commander)),
            () => commander.Tell(new Tcp.CommandFailed(connect), manager));
    }

    private sealed record Established(SimSocket Socket, IActorRef Commander);
}
