using P2PChain.Core.Peers;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>Sends the sync's requests to an extended peer. Only answers to them count.</summary>
internal sealed class PeerRequests(PeerState peer, PeerWriter writer)
{
    public PeerFault? Send(PeerProtocol.AskHeaders ask)
    {
        peer.OnHeadersAsked(ask.RequestId);
        return Send(new Message.GetHeaders(ask.RequestId, ask.Locator, Message.Headers.CountMax));
    }

    public PeerFault? Send(PeerProtocol.AskBlocks ask)
    {
        peer.OnBodiesAsked(ask.RequestId, ask.Hashes);
        return Send(new Message.GetBlocks(ask.RequestId, ask.Hashes));
    }

    private PeerFault? Send(Message message) => writer.Send(message, OutboxPriority.Blocks);
}
