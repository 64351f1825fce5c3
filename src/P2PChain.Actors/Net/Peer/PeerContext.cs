using System.Net;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Metrics;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;

namespace P2PChain.Actors.Net.Peer;

/// <summary>The parameters of a connection's actor.</summary>
/// <param name="Id">The connection.</param>
/// <param name="Remote">The peer's address.</param>
/// <param name="IsOutbound">Whether this node dialled.</param>
/// <param name="Origin">How the connection came about, for the sync.</param>
/// <param name="Nonce">The random nonce of the announce.</param>
/// <param name="Local">This node's announce.</param>
/// <param name="Settings">Bounds and times.</param>
/// <param name="Refs">The actors that it sends messages to.</param>
/// <param name="Ledger">The published view of the ledger.</param>
/// <param name="Meter">Counts what happens in the node.</param>
/// <param name="WallClock">The node's wall clock.</param>
internal sealed record PeerContext(
    PeerId Id,
    IPEndPoint Remote,
    bool IsOutbound,
    PeerOrigin Origin,
    ulong Nonce,
    LocalNode Local,
    PeerSettings Settings,
    PeerRefs Refs,
    PublishedView Ledger,
    NodeMeter Meter,
    Func<UnixTime> WallClock)
{
    /// <summary>
    /// Whether the connection ends as soon as the other side has announced itself, unless with a better chain.
    /// </summary>
    public bool IsLook { get; init; }

    /// <summary>The refusal of a banned address, told as soon as the other side announces itself; else null.</summary>
    public PeerFault? Ban { get; init; }

    /// <summary>The names of keys, for people.</summary>
    public KeyNames Names { get; init; } = KeyNames.None;

    /// <summary>The bytes of the connection.</summary>
    public Traffic Traffic { get; } = new(Meter);

    /// <summary>The chain's answer to a block that it knows; null for any other.</summary>
    public Verdict? Find(Hash256 hash, long height) => Ledger.Current?.Find(hash, height, WallClock());
}
