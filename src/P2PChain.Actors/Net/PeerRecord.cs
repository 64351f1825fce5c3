using System.Collections.Immutable;

namespace P2PChain.Actors.Net;

/// <summary>The ended and refused connections. Every text is safe to show.</summary>
/// <param name="Gone">The last ones that ended after the handshake, the latest first.</param>
/// <param name="Refused">The others since the node's start, by reason.</param>
/// <param name="Discouraged">Addresses that get no slot while half of the slots are taken, the latest first.</param>
public sealed record PeerRecord(
    ImmutableArray<GoneView> Gone, ImmutableArray<RefusedView> Refused, ImmutableArray<DiscouragedView> Discouraged)
{
    /// <summary>No connection has ended.</summary>
    public static readonly PeerRecord Empty = new([], [], []);
}
