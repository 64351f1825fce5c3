using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace P2PChain.Simulation.Engine;

/// <summary>The mailbox of every actor: unbounded, as Akka's own, and known by its path.</summary>
public sealed class SimMailboxType(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<SimInbox>
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new SimInbox(owner.Path, ((SimScheduler)system.Scheduler).Core);
}
