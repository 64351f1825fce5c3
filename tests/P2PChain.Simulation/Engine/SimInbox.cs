using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace P2PChain.Simulation.Engine;

/// <summary>A queue that tells the trace what is taken from it.</summary>
public sealed class SimInbox : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private const string Numbered = "/system/EventStreamUnsubscriber";

    private readonly Queue<Envelope> _waiting = new();
    private readonly SimCore _core;

    internal SimInbox(ActorPath path, SimCore core)
    {
        _core = core;
        Path = PathOf(path.ToStringWithoutAddress());
        Domain = core.DomainOf(path.Elements);
    }

    public string Path { get; }

    /// <summary>Whose actor this is; null for the world's own.</summary>
    public Domain? Domain { get; }

    public bool HasMessages => _waiting.Count > 0;

    public int Count => _waiting.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope) => _waiting.Enqueue(envelope);

    public bool TryDequeue(out Envelope envelope)
    {
        if (!_waiting.TryDequeue(out envelope)) return false;
        _core.Trace.Took(envelope.Message);
        return true;
    }

    // Numbered by a static counter of Akka's: the second world of a process would have another path there.
    private static string PathOf(string path) => path.StartsWith(Numbered, StringComparison.Ordinal) ? Numbered : path;

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (_waiting.TryDequeue(out var envelope)) deadletters.Enqueue(owner, envelope);
    }
}
