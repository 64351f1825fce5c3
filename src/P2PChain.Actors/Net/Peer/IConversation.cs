using P2PChain.Actors.Ledger;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>What is said on a connection whose handshake is done. Where a method answers a fault, the connection is over.</summary>
internal interface IConversation
{
    /// <summary>The tip that this node calls its own.</summary>
    ChainProtocol.ChainTip Ours { get; }

    /// <summary>Whether a line is being taken in parts and its end has not come.</summary>
    bool IsWithinLine { get; }

    /// <summary>Whether a message of so many bytes may be read now.</summary>
    bool MayRead(int bytes);

    /// <summary>Takes a part of a line that may be longer than others.</summary>
    /// <returns>False when there is none to take.</returns>
    bool TryReadPart(LineDecoder lines, Moment now, out PeerFault? fault);

    /// <summary>The first words after the handshake.</summary>
    PeerFault? Begin(Moment now);

    /// <summary>Asks whether the other side lives.</summary>
    PeerFault? Ping(Moment now);

    /// <summary>Our tip moved.</summary>
    /// <returns>Whether the other side has that block already.</returns>
    bool OnTip(ChainProtocol.ChainTip tip);

    /// <summary>Our tip moved, and the other side had its moment to hear of it.</summary>
    PeerFault? OnTipSettled(Moment now);

    /// <summary>There is room in the outbox again.</summary>
    PeerFault? Serve(Moment now);

    /// <summary>A message of the other side.</summary>
    PeerFault? On(Message message, int bytes, Moment now);

    /// <summary>What this node's actors say of, and to, the other side.</summary>
    /// <returns>False when it is nothing of a conversation's.</returns>
    bool TryOn(object message, Moment now, out PeerFault? fault);
}
