using Akka.Actor;
using Akka.Configuration;

namespace P2PChain.Simulation.Engine;

/// <summary>An actor system with nothing real in it: no thread, no clock, no socket.</summary>
public static class SimSystem
{
    public static (ActorSystem System, SimCore Core) Create(long seed)
    {
        var system = ActorSystem.Create("sim", ConfigurationFactory.ParseString(Text(seed)));
        return (system, ((SimScheduler)system.Scheduler).Core);
    }

    private static string Text(long seed) => FormattableString.Invariant($$"""
        simulation.seed = {{seed}}
        simulation.mailbox.mailbox-type = "{{Name(typeof(SimMailboxType))}}"
        akka {
          # A logger is asked to start, and waited for by the thread that would have to run it.
          loggers = []
          stdout-loglevel = OFF
          loglevel = ERROR
          log-dead-letters = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          scheduler.implementation = "{{Name(typeof(SimScheduler))}}"
          actor.default-mailbox.mailbox-type = "{{Name(typeof(SimMailboxType))}}"
          actor.default-dispatcher { {{Dispatcher}} }
          actor.internal-dispatcher { {{Dispatcher}} }
        }
        p2pchain.chain-dispatcher { {{Dispatcher}} }
        p2pchain.reader-dispatcher { {{Dispatcher}} }
        """);

    private static string Dispatcher => $"""type = Dispatcher, executor = "{Name(typeof(SimExecutorConfigurator))}", throughput = 1""";

    private static string Name(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
