using Akka.Configuration;
using Akka.Dispatch;

namespace P2PChain.Simulation.Engine;

/// <summary>Makes every dispatcher's executor the world's.</summary>
public sealed class SimExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new SimExecutor(
        id, ((SimScheduler)Prerequisites.Scheduler).Core);

    private sealed class SimExecutor(string id, SimCore core) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) =>
            core.Execute(((run as Mailbox)?.MessageQueue as SimInbox)?.Path ?? core.NextPath(), run);

        public override void Shutdown()
        {
        }
    }
}
