using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net;

/// <summary>What a connection's actor and the peer manager say to each other, and what others ask of them.</summary>
/// <remarks>A connection may end at any time, and so may a node; what is told to one that is gone is missed by nobody.</remarks>
public static class PeerProtocol
{
    /// <summary>
    /// Sent by a peer that knows who its other side is; where it dialled an extended one, once that has more to say than who it
    /// is, for then it is no refusal. Answered with <see cref="Admitted"/> or <see cref="Rejected"/>, at the latest when
    /// the other connection with the same node has had its time to answer.
    /// </summary>
    /// <param name="Id">Which connection.</param>
    /// <param name="Key">What the other side calls its key; null for a plain peer.</param>
    public sealed record Introduce(PeerId Id, PublicKey? Key)
    {
        /// <summary>Whether it proved that key.</summary>
        public bool IsProven { get; init; }

        /// <summary>The nonce of its announce.</summary>
        public ulong Nonce { get; init; }

        /// <summary>Its address, for people.</summary>
        public string Address { get; init; } = "";
    }

    /// <summary>
    /// Sent by a peer whose other side announces this node's own key, before it proved it. Answered with <see cref="Rejected"/> where
    /// this node reached itself, and else not.
    /// </summary>
    /// <param name="Id">Which connection.</param>
    /// <param name="Nonce">The nonce that the other side announced.</param>
    public sealed record NamesOurKey(PeerId Id, ulong Nonce);

    /// <summary>Answers <see cref="Introduce"/>: the connection stays.</summary>
    /// <param name="Others">Addresses of other peers, for a <c>peer_list</c>.</param>
    public sealed record Admitted(ImmutableArray<string> Others) : IDeadLetterSuppression;

    /// <summary>Answers <see cref="Introduce"/>: the connection ends.</summary>
    /// <param name="Fault">Why.</param>
    /// <param name="Others">Where else to go; empty unless it is for want of a slot.</param>
    public sealed record Rejected(PeerFault Fault, ImmutableArray<string> Others) : IDeadLetterSuppression;

    /// <summary>Sent by a peer when its handshake is done, and at every change of what is known of it.</summary>
    public sealed record Changed(PeerView View);

    /// <summary>Sent by a peer as it stops; nobody misses it where the manager stopped first.</summary>
    /// <param name="Id">Which connection.</param>
    /// <param name="Fault">Why.</param>
    /// <param name="IsExtended">Whether the other side is one of ours, as far as it said.</param>
    /// <param name="Key">What the other side calls its key; null where it did not get that far.</param>
    public sealed record Parting(PeerId Id, PeerFault Fault, bool IsExtended, PublicKey? Key) : IDeadLetterSuppression
    {
        /// <summary>Whether both sides prove their keys.</summary>
        public bool HasProofs { get; init; }
    }

    /// <summary>Sent by the manager to a peer whose node came by another connection. Answered with <see cref="Alive"/>, if ever.</summary>
    public sealed record ProveAlive : IDeadLetterSuppression
    {
        /// <summary>The only one there is.</summary>
        public static readonly ProveAlive Instance = new();
    }

    /// <summary>Answers <see cref="ProveAlive"/>: the other side was heard of since.</summary>
    public sealed record Alive(PeerId Id);

    /// <summary>Sent by a peer whenever what waits to be written to it changed by much. Answered with <see cref="Cut"/>, if at all.</summary>
    public sealed record Queued(PeerId Id, long Bytes);

    /// <summary>Sent to a peer that is to say goodbye, close, and stop. Answered by its end.</summary>
    public sealed record Part(PeerFault Fault) : IDeadLetterSuppression;

    /// <summary>Sent to a peer whose other side deserves no goodbye.</summary>
    public sealed record Cut(PeerFault Fault) : IDeadLetterSuppression;

    /// <summary>Sent by the broadcast: a line for everybody but the origin and those who know it.</summary>
    /// <param name="Frame">The encoded line, shared by all.</param>
    /// <param name="Id">Hash of a block, wid of a transaction.</param>
    /// <param name="Priority">What goes out first.</param>
    /// <param name="Origin">The connection it came by; null when it was made here.</param>
    public sealed record Deliver(byte[] Frame, Hash256 Id, OutboxPriority Priority, PeerId? Origin) : IDeadLetterSuppression
    {
        /// <summary>The block's header: a peer that reads slowly gets only that. Null for a transaction.</summary>
        public HeaderItem? Header { get; init; }
    }

    /// <summary>Sent by the broadcast: what waits here, in the pool's order, for a peer to be told as room appears.</summary>
    /// <param name="Entries">What waits.</param>
    /// <param name="IsAgain">Whether a peer is told what it was told before and may have refused.</param>
    public sealed record Offer(ImmutableArray<PoolEntry> Entries, bool IsAgain) : IDeadLetterSuppression;

    /// <summary>Sent by the sync. Answered with <see cref="SyncProtocol.HeadersCame"/>, if ever.</summary>
    public sealed record AskHeaders(uint RequestId, ImmutableArray<Hash256> Locator) : IDeadLetterSuppression;

    /// <summary>Sent by the sync. Answered with <see cref="SyncProtocol.BodyCame"/> each or <see cref="SyncProtocol.NotFound"/>, if ever.</summary>
    public sealed record AskBlocks(uint RequestId, ImmutableArray<Hash256> Hashes) : IDeadLetterSuppression;

    /// <summary>Sent by the console. Answered with <see cref="ConnectResult"/>; the address is dialled for ever after.</summary>
    public sealed record ConnectTo(HostPort Address) : IQuery<ConnectResult>;

    /// <summary>Answers <see cref="ConnectTo"/>.</summary>
    /// <param name="Address">What was dialled.</param>
    /// <param name="Peer">The connection; null when there is none yet.</param>
    /// <param name="Reason">Why there is none yet.</param>
    public sealed record ConnectResult(HostPort Address, PeerView? Peer, string Reason)
    {
        /// <summary>Whether the address is not dialled any more, because no peer is there.</summary>
        public bool IsForgotten { get; init; }
    }

    /// <summary>Sent by the console. Answered with <see cref="DisconnectResult"/>.</summary>
    public sealed record DisconnectFrom(HostPort Address) : IQuery<DisconnectResult>;

    /// <summary>Answers <see cref="DisconnectFrom"/>.</summary>
    /// <param name="Address">The address that was asked for.</param>
    /// <param name="WasConnected">Whether there was a connection with whoever is there.</param>
    /// <param name="Forgotten">The addresses that are dialled no more: all those of that node.</param>
    public sealed record DisconnectResult(HostPort Address, bool WasConnected, ImmutableArray<HostPort> Forgotten);

    /// <summary>Sent by console, broadcast and HTTP. Answered with <see cref="PeerList"/>.</summary>
    public sealed record GetPeers : IQuery<PeerList>
    {
        /// <summary>The only one there is.</summary>
        public static readonly GetPeers Instance = new();
    }

    /// <summary>Answers <see cref="GetPeers"/>.</summary>
    /// <param name="Connected">Whose handshake is done.</param>
    /// <param name="Dialling">What is dialled and not connected.</param>
    /// <param name="Record">Who went, and who was refused.</param>
    public sealed record PeerList(
        ImmutableArray<PeerView> Connected, ImmutableArray<DialView> Dialling, PeerRecord Record)
    {
        /// <summary>The connections with nodes whose addresses this node dials.</summary>
        public ImmutableArray<PeerId> Named { get; init; } = [];

        /// <summary>Where another node that proved this node's key was met of late; null where none was.</summary>
        public string? Twin { get; init; }
    }

    /// <summary>Sent by the console to the manager, and by that to every peer: asks the other sides for their tips. Not answered.</summary>
    public sealed record AskTips : IDeadLetterSuppression
    {
        /// <summary>The only one there is.</summary>
        public static readonly AskTips Instance = new();
    }

    /// <summary>Sent by the node when the machine's network changed: what waits to be dialled is dialled at once. Not answered.</summary>
    public sealed record NetworkChanged
    {
        /// <summary>The only one there is.</summary>
        public static readonly NetworkChanged Instance = new();
    }

    /// <summary>Sent by the manager to its parent when connections are accepted.</summary>
    public sealed record Listening(IPEndPoint Address);

    /// <summary>Sent by the manager to its parent when the address cannot be listened on at the start.</summary>
    public sealed record CannotListen(IPEndPoint Address, SocketError Error, string Reason);

    /// <summary>
    /// Sent by an actor that wants <see cref="PeerCame"/> and <see cref="PeerWent"/>: at once for each peer that is there, then
    /// for each that comes and goes, until it stops. Not answered.
    /// </summary>
    public sealed record Subscribe
    {
        /// <summary>The only one there is.</summary>
        public static readonly Subscribe Instance = new();
    }

    /// <summary>A handshake is done.</summary>
    public sealed record PeerCame(PeerView View, IActorRef Peer) : IDeadLetterSuppression;

    /// <summary>A connection whose handshake was done ended.</summary>
    public sealed record PeerWent(PeerView View, PeerFault Fault) : IDeadLetterSuppression;

    /// <summary>Another node proved this node's key; told once, and again when that is so anew or elsewhere.</summary>
    /// <param name="Address">From where, safe to show.</param>
    public sealed record TwinMet(string Address) : IDeadLetterSuppression;

    /// <summary>Sent at the node's stop. Answered with <see cref="Akka.Done"/> when every connection has ended and nothing listens any more.</summary>
    public sealed record PartFromAll
    {
        /// <summary>The only one there is.</summary>
        public static readonly PartFromAll Instance = new();
    }
}
