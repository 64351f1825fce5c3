using System.Collections.Immutable;

namespace P2PChain.Actors.Net;

/// <summary>What became of connections that are no more. Every text is safe to show.</summary>
/// <param name="Gone">Those whose handshake had been done, the latest first; a bounded number.</param>
/// <param name="Refused">The others since the start of the node, by reason.</param>
/// <param name="Discouraged">Addresses that get no slot while half of the slots are taken, the latest first; a bounded number.</param>
public sealed record PeerRecord(ImmutableArray<GoneView> Gone, ImmutableArray<RefusedView> Refused, ImmutableArray<DiscouragedView> Discouraged)
{
    /// <summary>Nobody was ever here.</summary>
    public static readonly PeerRecord Empty = new([], [], []);
}
