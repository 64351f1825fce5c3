using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Sync;

/// <summary>What the sync understands. Nothing of it is answered.</summary>
public static class SyncProtocol
{
    /// <summary>Sent by a peer once its handshake is done.</summary>
    public sealed record PeerReady(PeerId Id, IActorRef Peer);

    /// <summary>Sent by a peer whenever its other side says what its best chain is.</summary>
    public sealed record PeerClaims(PeerId Id, Work Work, Hash256 Tip);

    /// <summary>Sent by a peer whose block has a parent that is not here.</summary>
    public sealed record UnknownParent(PeerId Id);

    /// <summary>Sent by a peer: an answer to <see cref="PeerProtocol.AskHeaders"/>, each header checked by itself.</summary>
    public sealed record HeadersCame(PeerId Id, uint RequestId, ImmutableArray<HeaderItem> Items, bool More);

    /// <summary>Sent by a peer: a body that was asked for came, and the chain judged it.</summary>
    public sealed record BodyCame(PeerId Id, Hash256 Hash, Verdict Verdict);

    /// <summary>Sent by a peer: its other side does not have what it was asked for.</summary>
    public sealed record NotFound(PeerId Id, ImmutableArray<Hash256> Hashes);

    /// <summary>Sent by the peer manager when a connection ended.</summary>
    public sealed record PeerGone(PeerId Id) : IDeadLetterSuppression;
}
