using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Akka.Event;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net.Discovery;

/// <summary>The messages between the discovery, the peer manager and the connections.</summary>
public static class DiscoveryProtocol
{
    /// <summary>Sent by a connection: its peer asks for addresses. Answered with <see cref="Addresses"/>.</summary>
    /// <param name="Asker">The peer's observed address.</param>
    public sealed record AddressesAsked(IPAddress Asker) : IDeadLetterSuppression;

    /// <summary>Answers <see cref="AddressesAsked"/>.</summary>
    public sealed record Addresses(ImmutableArray<ToldAddress> List) : IDeadLetterSuppression;

    /// <summary>
    /// Sent by the manager: a connection finds no slot. The refusal is passed on to it with addresses of the book.
    /// </summary>
    /// <param name="Peer">The connection's actor.</param>
    /// <param name="Asker">The peer's observed address.</param>
    /// <param name="Rejected">The refusal, with the addresses of connected peers.</param>
    public sealed record NoSlot(IActorRef Peer, IPAddress Asker, PeerProtocol.Rejected Rejected)
        : IDeadLetterSuppression;

    /// <summary>Sent to a connection: tell its peer these addresses, unasked.</summary>
    public sealed record Announce(ImmutableArray<ToldAddress> List) : IDeadLetterSuppression;

    /// <summary>Sent by a connection: its peer told addresses. Not answered.</summary>
    /// <param name="Source">The peer's observed address.</param>
    /// <param name="List">The addresses, as it told them.</param>
    public sealed record AddressesCame(IPAddress Source, ImmutableArray<ToldAddress> List)
        : IDeadLetterSuppression;

    /// <summary>Sent by the local discovery: a node announced itself. Not answered.</summary>
    /// <param name="Address">The datagram's source with the announced port.</param>
    /// <param name="Source">The datagram's source.</param>
    public sealed record NeighbourHeard(HostPort Address, IPAddress Source) : IDeadLetterSuppression;

    /// <summary>
    /// Sent to the manager: dial this address once. Answered with <see cref="DialEnded"/>, or a
    /// <see cref="PeerProtocol.PeerCame"/>.
    /// </summary>
    public sealed record Dial(FoundDial Found) : IDeadLetterSuppression;

    /// <summary>Answers <see cref="Dial"/> if no handshake was done.</summary>
    public sealed record DialEnded(HostPort Address, DialEnd End) : IDeadLetterSuppression;

    /// <summary>Sent by a connection to the manager: the dial was made for a look, and a node is there.</summary>
    /// <param name="Id">The connection, which ends.</param>
    /// <param name="IsOurselves">Whether it is this node.</param>
    public sealed record Looked(PeerId Id, bool IsOurselves) : IDeadLetterSuppression;
}
