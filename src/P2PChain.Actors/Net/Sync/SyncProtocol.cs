using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Sync;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Sync;

/// <summary>The messages to the sync, and its answer to people.</summary>
public static class SyncProtocol
{
    /// <summary>Sent by a connection when its handshake is done.</summary>
    public sealed record PeerReady(PeerId Id, IActorRef Peer, PeerOrigin Origin) : IDeadLetterSuppression;

    /// <summary>Sent by a connection when its peer tells its best chain.</summary>
    public sealed record PeerClaims(PeerId Id, Work Work, Hash256 Tip) : IDeadLetterSuppression;

    /// <summary>Sent by a connection whose peer sent a block without a known parent.</summary>
    public sealed record UnknownParent(PeerId Id) : IDeadLetterSuppression;

    /// <summary>Answers <see cref="PeerProtocol.AskHeaders"/>. Each header is checked by itself.</summary>
    public sealed record HeadersCame(PeerId Id, uint RequestId, ImmutableArray<HeaderItem> Items, bool More)
        : IDeadLetterSuppression;

    /// <summary>
    /// Answers <see cref="PeerProtocol.AskBlocks"/>: a body came that follows the rules that need no parent.
    /// </summary>
    public sealed record BodyCame(PeerId Id, CheckedBlock Block) : IDeadLetterSuppression;

    /// <summary>
    /// Answers <see cref="PeerProtocol.AskBlocks"/>: a body came that the chain had judged before.
    /// </summary>
    public sealed record KnownBodyCame(PeerId Id, Hash256 Hash, Verdict Verdict) : IDeadLetterSuppression;

    /// <summary>Answers <see cref="PeerProtocol.AskBlocks"/>: the peer does not have these.</summary>
    public sealed record NotFound(PeerId Id, ImmutableArray<Hash256> Hashes) : IDeadLetterSuppression;

    /// <summary>Sent by the console: follow every claim once more.</summary>
    public sealed record AskAnew
    {
        /// <summary>The only one there is.</summary>
        public static readonly AskAnew Instance = new();
    }

    /// <summary>Sent by the console. Answered with <see cref="Claims"/>.</summary>
    public sealed record GetClaims : IQuery<Claims>
    {
        /// <summary>The only one there is.</summary>
        public static readonly GetClaims Instance = new();
    }

    /// <summary>Answers <see cref="GetClaims"/>: what was checked of the peers' claims.</summary>
    public sealed record Claims(ImmutableArray<PeerClaim> All);

    /// <summary>Sent by the peer manager when a connection ended.</summary>
    public sealed record PeerGone(PeerId Id) : IDeadLetterSuppression;
}
