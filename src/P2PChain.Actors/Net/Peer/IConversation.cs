using P2PChain.Actors.Ledger;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>The messages of an admitted connection. If a method returns a fault, the connection ends.</summary>
internal interface IConversation
{
    /// <summary>Our tip, as this connection knows it.</summary>
    ChainProtocol.ChainTip Ours { get; }

    /// <summary>Whether a line is read in parts and its end has not come.</summary>
    bool IsWithinLine => false;

    /// <summary>Whether the check of a message of the peer is not finished.</summary>
    bool AwaitsCheck { get; }

    /// <summary>Whether a message of so many bytes may be read now.</summary>
    bool MayRead(int bytes);

    /// <summary>Takes a part of a line that may be longer than others.</summary>
    /// <returns>False if there is no such part.</returns>
    bool TryReadPart(LineDecoder lines, Moment now, out PeerFault? fault)
    {
        fault = null;
        return false;
    }

    /// <summary>Sends the first messages after the handshake.</summary>
    PeerFault? Begin(Moment now);

    /// <summary>Sends a ping.</summary>
    PeerFault? Ping(Moment now);

    /// <summary>Our tip moved.</summary>
    /// <returns>Whether the peer has that block already.</returns>
    bool OnTip(ChainProtocol.ChainTip tip);

    /// <summary>Our tip moved a moment ago.</summary>
    PeerFault? OnTipSettled(Moment now);

    /// <summary>The outbox has room again.</summary>
    PeerFault? Serve(Moment now);

    /// <summary>A message of the peer.</summary>
    PeerFault? On(Message message, int bytes, Moment now);

    /// <summary>A message of this node's actors.</summary>
    /// <returns>False if a conversation does not know such messages.</returns>
    bool TryOn(object message, Moment now, out PeerFault? fault);
}
