using Akka.Actor;
using Akka.IO;

namespace P2PChain.Actors.Net.Discovery.Lan;

/// <summary>
/// Opens UDP sockets for the messages of <c>Akka.IO.Udp</c>. Akka's own socket (1.5.74) ends when one send fails, reads
/// without a bound in a flood, and logs a stack trace where a sentence is enough.
/// </summary>
internal sealed class UdpActor : UntypedActor
{
    internal static Props Props() => Akka.Actor.Props.Create(() => new UdpActor());

    protected override SupervisorStrategy SupervisorStrategy() => StoppingStrategy;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Udp.Bind bind: Context.ActorOf(UdpSocketActor.Props(bind, Sender)); break;
            default: Unhandled(message); break;
        }
    }

    private static SupervisorStrategy StoppingStrategy { get; } = new OneForOneStrategy(_ => Directive.Stop);
}
