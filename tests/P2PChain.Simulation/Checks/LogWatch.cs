using Akka.Actor;
using Akka.Event;
using P2PChain.Simulation.Nodes;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// Hears what actors leave unhandled, and what they log as an error: neither belongs to a sound node (R3, R5).
/// </summary>
internal sealed class LogWatch(SimWorld world) : UntypedActor
{
    internal static Props Props(SimWorld world) => Akka.Actor.Props.Create(() => new LogWatch(world));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(UnhandledMessage));
        Context.System.EventStream.Subscribe(Self, typeof(Error));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case UnhandledMessage unhandled:
                world.Findings.Violated(
                    "R5", $"{unhandled.Recipient.Path.ToStringWithoutAddress()} left unhandled: {unhandled.Message}");
                break;
            case Error error when IsOfConnection(error): world.Findings.Violated("R3", $"{error.LogSource}: {error.Message} {error.Cause}"); break;
            case Error: break; // a node that ends says so; whether it may is checked where its end is
            default: Unhandled(message); break;
        }
    }

    private static bool IsOfConnection(Error error) => error.LogSource.Contains("/peers", StringComparison.Ordinal);
}
