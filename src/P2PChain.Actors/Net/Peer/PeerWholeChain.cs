using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Peers;

namespace P2PChain.Actors.Net.Peer;

/// <summary>Answers a peer's requests for the whole chain. One request is open at a time; others are ignored.</summary>
internal sealed class PeerWholeChain(PeerContext context, PeerWriter writer, IActorRef self)
{
    private bool _isLoading;

    /// <summary>The peer asks for the whole chain.</summary>
    public void OnRequest()
    {
        if (_isLoading) return;
        _isLoading = true;
        context.Refs.WholeChain.Tell(new ChainProtocol.GetWholeChain(context.Remote.Address), self);
    }

    /// <summary>The whole chain was loaded, or none is due. It is not sent if the outbox has no room.</summary>
    public void OnLoaded(ChainProtocol.WholeChain whole)
    {
        _isLoading = false;
        if (whole.Line is { } line) writer.Send(line, OutboxPriority.Blocks);
    }
}
