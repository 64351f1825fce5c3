using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using Akka.Actor;
using P2PChain.Actors.Metrics;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Actors.Net.Discovery.Lan;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Storage;

namespace P2PChain.Actors;

/// <summary>The parts of a node that tests and the simulation replace.</summary>
/// <param name="Store">Stores the ledger. The node disposes it when it stops.</param>
/// <param name="Signer">The node's key. Only one actor uses it.</param>
/// <param name="Random">Seeds the randomness of each actor, at the start only.</param>
public sealed record NodeParts(IChainStore Store, ISigner Signer, Random Random)
{
    /// <summary>Understands <c>Akka.IO.Tcp</c>'s messages; null for the system's TCP manager.</summary>
    public IActorRef? Tcp { get; init; }

    /// <summary>
    /// Understands <c>Akka.IO.Udp</c>'s messages, for the discovery on the local network; null for real sockets.
    /// </summary>
    public IActorRef? Udp { get; init; }

    /// <summary>Reads the local networks on which a node with this listening address can be dialled.</summary>
    public Func<IPAddress, ImmutableArray<LanLink>> LanLinks { get; init; } = Net.Discovery.Lan.LanLinks.Read;

    /// <summary>Stores the addresses that a person adds; null if they are forgotten at the end.</summary>
    public IKeptPeers? KeptPeers { get; init; }

    /// <summary>Stores the bans; null if they are forgotten at the end.</summary>
    public IKeptBans? KeptBans { get; init; }

    /// <summary>Stores the found addresses; null if they are forgotten at the end.</summary>
    public IKeptAddresses? KeptAddresses { get; init; }

    /// <summary>The number of workers for the checks that need no ledger, at least 1.</summary>
    public int Verifiers { get; init; } = Environment.ProcessorCount;

    /// <summary>The signatures that were verified. Nodes of one process may share it.</summary>
    public SignatureMemo Memo { get; init; } = new();

    /// <summary>The announced features. Tests leave some out, like an older node.</summary>
    public ImmutableArray<string> Features { get; init; } = LocalNode.AllFeatures;

    /// <summary>
    /// Makes the nonce of an announce. It must be unpredictable: otherwise a proof of this node's peer could be
    /// obtained in advance. The secret of a new address book comes from it too. Tests and the simulation draw it from
    /// their seed.
    /// </summary>
    public Func<ulong> NextNonce { get; init; } = static () =>
        BinaryPrimitives.ReadUInt64BigEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>The pool's bounds.</summary>
    public PoolLimits Pool { get; init; } = new();

    /// <summary>The bounds of side branches.</summary>
    public BranchLimits Branches { get; init; } = new();

    /// <summary>The software's name and version, as announced to peers and shown by <c>status</c>.</summary>
    public string Agent { get; init; } = "P2PChain.Actors/0.1.0";

    /// <summary>Counts what happens in the node. The node disposes it when it stops.</summary>
    public NodeMeter Meter { get; init; } = new();

    /// <summary>Free bytes on the ledger's disk; null if unknown.</summary>
    public Func<long?> DiskFree { get; init; } = static () => null;
}
