using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net;

/// <summary>The messages between the connections' actors, the peer manager and the actors that use them.</summary>
/// <remarks>A connection may end at any time. A message to an ended one is lost without harm.</remarks>
public static class PeerProtocol
{
    /// <summary>
    /// Sent by a connection when its peer is known. A connection that dialled an extended peer waits for the message
    /// after the announce, which shows that the peer does not refuse. Answered with <see cref="Admitted"/> or <see
    /// cref="Rejected"/>; if the same node has an older connection, after that one's time to answer.
    /// </summary>
    /// <param name="Id">The connection.</param>
    /// <param name="Key">The peer's key; null for a plain peer.</param>
    public sealed record Introduce(PeerId Id, PublicKey? Key)
    {
        /// <summary>Whether the peer proved the key.</summary>
        public bool IsProven { get; init; }

        /// <summary>The nonce of the peer's announce.</summary>
        public ulong Nonce { get; init; }

        /// <summary>The peer's address, for people.</summary>
        public string Address { get; init; } = "";
    }

    /// <summary>
    /// Sent by a connection whose peer announces this node's own key. Answered with <see cref="Rejected"/> if this node
    /// reached itself; else not answered.
    /// </summary>
    /// <param name="Id">The connection.</param>
    /// <param name="Nonce">The nonce of the peer's announce.</param>
    public sealed record NamesOurKey(PeerId Id, ulong Nonce);

    /// <summary>Sent by a connection when its first line is read. Not answered.</summary>
    public sealed record Spoke(PeerId Id);

    /// <summary>Answers <see cref="Introduce"/>: the connection stays.</summary>
    /// <param name="Others">Addresses of other peers, for a <c>peer_list</c>.</param>
    public sealed record Admitted(ImmutableArray<string> Others) : IDeadLetterSuppression;

    /// <summary>Answers <see cref="Introduce"/>: the connection ends.</summary>
    /// <param name="Fault">The reason.</param>
    /// <param name="Others">Addresses of other peers if there is no slot; else empty.</param>
    public sealed record Rejected(PeerFault Fault, ImmutableArray<string> Others) : IDeadLetterSuppression;

    /// <summary>Sent by a connection when its handshake is done and when its view changes.</summary>
    public sealed record Changed(PeerView View);

    /// <summary>Sent by a connection as it stops.</summary>
    /// <param name="Id">The connection.</param>
    /// <param name="Fault">The reason.</param>
    /// <param name="IsExtended">Whether the peer announced itself as an extended one.</param>
    /// <param name="Key">The key that the peer announced; null if it did not.</param>
    public sealed record Parting(PeerId Id, PeerFault Fault, bool IsExtended, PublicKey? Key) : IDeadLetterSuppression
    {
        /// <summary>Whether both sides prove their keys.</summary>
        public bool HasProofs { get; init; }
    }

    /// <summary>
    /// Sent by the manager to the older of two connections with a node. Answered with <see cref="Alive"/>, if ever.
    /// </summary>
    public sealed record ProveAlive : IDeadLetterSuppression
    {
        /// <summary>The only one there is.</summary>
        public static readonly ProveAlive Instance = new();
    }

    /// <summary>Answers <see cref="ProveAlive"/>: something was received since.</summary>
    public sealed record Alive(PeerId Id);

    /// <summary>
    /// Sent by a connection when its outbox changed by much. Answered with <see cref="Cut"/> if all are too large.
    /// </summary>
    public sealed record Queued(PeerId Id, long Bytes);

    /// <summary>Sent to a connection: say goodbye, close and stop.</summary>
    public sealed record Part(PeerFault Fault) : IDeadLetterSuppression;

    /// <summary>Sent to a connection: stop without a goodbye.</summary>
    public sealed record Cut(PeerFault Fault) : IDeadLetterSuppression;

    /// <summary>Sent by the broadcast: a line for each peer that does not have its content.</summary>
    /// <param name="Frame">The encoded line, shared by all.</param>
    /// <param name="Id">Hash of the block, or wid of the transaction.</param>
    /// <param name="Priority">Its place in the outbox.</param>
    /// <param name="Origin">The connection that sent it; null if it was made here.</param>
    public sealed record Deliver(byte[] Frame, Hash256 Id, OutboxPriority Priority, PeerId? Origin)
        : IDeadLetterSuppression
    {
        /// <summary>The block's header, for peers that read slowly; null for a transaction.</summary>
        public HeaderItem? Header { get; init; }

        /// <summary>The block, whose transactions the peer may request; null for a transaction.</summary>
        public Block? Block { get; init; }

        /// <summary>The line of the compact block, encoded once if a peer is sent it; null for a transaction.</summary>
        public Lazy<byte[]?>? Compact { get; init; }

        /// <summary>The transaction, which the peer may request later; null for a block.</summary>
        public Transaction? Transaction { get; init; }
    }

    /// <summary>Sent by the broadcast to peers that request announced transactions.</summary>
    /// <param name="Entries">New transactions, at most <see cref="Message.Inventory.CountMax"/>.</param>
    /// <param name="Frame">The encoded announcement of all of them, shared by all peers.</param>
    public sealed record Announce(ImmutableArray<PoolEntry> Entries, byte[] Frame) : IDeadLetterSuppression;

    /// <summary>Sent by the broadcast: waiting transactions, to be sent as the outbox has room.</summary>
    /// <param name="Entries">The transactions, in the pool's order.</param>
    /// <param name="IsAgain">Whether they are sent again, because the peer may have refused them.</param>
    public sealed record Offer(ImmutableArray<PoolEntry> Entries, bool IsAgain) : IDeadLetterSuppression;

    /// <summary>Sent by the sync. Answered with <see cref="SyncProtocol.HeadersCame"/>, if ever.</summary>
    public sealed record AskHeaders(uint RequestId, ImmutableArray<Hash256> Locator) : IDeadLetterSuppression;

    /// <summary>
    /// Sent by the sync. Answered with <see cref="SyncProtocol.BodyCame"/>, <see cref="SyncProtocol.KnownBodyCame"/> or
    /// <see cref="SyncProtocol.NotFound"/> for each block, if ever.
    /// </summary>
    public sealed record AskBlocks(uint RequestId, ImmutableArray<Hash256> Hashes) : IDeadLetterSuppression;

    /// <summary>
    /// Sent by the console: dial this address from now on. Answered with <see cref="ConnectResult"/>.
    /// </summary>
    public sealed record ConnectTo(HostPort Address) : IQuery<ConnectResult>;

    /// <summary>Answers <see cref="ConnectTo"/>.</summary>
    /// <param name="Address">The address.</param>
    /// <param name="Peer">The peer; null if there is no connection yet.</param>
    /// <param name="Reason">The reason if there is none.</param>
    public sealed record ConnectResult(HostPort Address, PeerView? Peer, string Reason)
    {
        /// <summary>Whether the address is forgotten, because no peer is there.</summary>
        public bool IsForgotten { get; init; }
    }

    /// <summary>Sent by the console. Answered with <see cref="DisconnectResult"/>.</summary>
    public sealed record DisconnectFrom(HostPort Address) : IQuery<DisconnectResult>;

    /// <summary>Answers <see cref="DisconnectFrom"/>.</summary>
    /// <param name="Address">The address.</param>
    /// <param name="WasConnected">Whether a node there was connected.</param>
    /// <param name="Forgotten">The forgotten addresses: all that lead to that node.</param>
    public sealed record DisconnectResult(HostPort Address, bool WasConnected, ImmutableArray<HostPort> Forgotten);

    /// <summary>Sent by console, broadcast and HTTP. Answered with <see cref="PeerList"/>.</summary>
    public sealed record GetPeers : IQuery<PeerList>
    {
        /// <summary>The only one there is.</summary>
        public static readonly GetPeers Instance = new();
    }

    /// <summary>Answers <see cref="GetPeers"/>.</summary>
    /// <param name="Connected">The peers whose handshake is done.</param>
    /// <param name="Dialling">The addresses that are dialled and not connected.</param>
    /// <param name="Record">The ended and refused connections.</param>
    public sealed record PeerList(
        ImmutableArray<PeerView> Connected, ImmutableArray<DialView> Dialling, PeerRecord Record)
    {
        /// <summary>The connections with nodes at the listed addresses.</summary>
        public ImmutableArray<PeerId> Named { get; init; } = [];

        /// <summary>Bytes that wait to be written to all peers, to half a mebibyte for each.</summary>
        public long Queued { get; init; }

        /// <summary>The number of bans in force.</summary>
        public int Bans { get; init; }

        /// <summary>The address at which another node lately proved this node's key; null if none did.</summary>
        public string? Twin { get; init; }

        /// <summary>Whether this node has seeds, so that it seeks peers by itself.</summary>
        public bool HasSeeds { get; init; }

        /// <summary>Whether this node seeks peers on its local networks.</summary>
        public bool IsLanOn { get; init; }
    }

    /// <summary>
    /// Sent by the console to the manager, and by the manager to each connection: ask for tips. Not answered.
    /// </summary>
    public sealed record AskTips : IDeadLetterSuppression
    {
        /// <summary>The only one there is.</summary>
        public static readonly AskTips Instance = new();
    }

    /// <summary>
    /// Sent by the node when the machine's network changed: dial the waiting addresses. Not answered.
    /// </summary>
    public sealed record NetworkChanged
    {
        /// <summary>The only one there is.</summary>
        public static readonly NetworkChanged Instance = new();
    }

    /// <summary>Sent by the manager to its parent when it listens.</summary>
    public sealed record Listening(IPEndPoint Address);

    /// <summary>Sent by the manager to its parent if it cannot listen at the start.</summary>
    public sealed record CannotListen(IPEndPoint Address, SocketError Error, string Reason);

    /// <summary>
    /// Sent by an actor that wants <see cref="PeerCame"/> and <see cref="PeerWent"/>. The present peers are told at
    /// once.
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

    /// <summary>Another node proved this node's key. Told again if it happens later or at another address.</summary>
    /// <param name="Address">The other node's address, safe to show.</param>
    public sealed record TwinMet(string Address) : IDeadLetterSuppression;

    /// <summary>
    /// Sent at the node's stop. Answered with <see cref="Akka.Done"/> when all connections and the port are closed.
    /// </summary>
    public sealed record PartFromAll
    {
        /// <summary>The only one there is.</summary>
        public static readonly PartFromAll Instance = new();
    }
}
