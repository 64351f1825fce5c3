using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Akka.Actor;
using P2PChain.Actors.Net;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Storage;

namespace P2PChain.Actors;

/// <summary>What a node is given besides its settings: everything that tests and simulation give differently.</summary>
/// <param name="Store">Keeps the ledger. The node disposes it when it stops.</param>
/// <param name="Signer">The node's key. Used by one actor only.</param>
/// <param name="Random">Seeds every actor's own randomness; used at start only.</param>
public sealed record NodeParts(IChainStore Store, ISigner Signer, Random Random)
{
    /// <summary>Understands <c>Akka.IO.Tcp</c>'s messages; null = the system's own TCP manager.</summary>
    public IActorRef? Tcp { get; init; }

    /// <summary>Where addresses that a person connected to are kept; null = they are forgotten at the end.</summary>
    public IKeptPeers? KeptPeers { get; init; }

    /// <summary>How many workers check what needs no ledger, 1 or more.</summary>
    public int Verifiers { get; init; } = Environment.ProcessorCount;

    /// <summary>Signatures found good so far; nodes of one process may share one, and then each is verified once for all of them.</summary>
    public SignatureMemo Memo { get; init; } = new();

    /// <summary>What the node says that it can do; less in tests, as an older node.</summary>
    public ImmutableArray<string> Features { get; init; } = LocalNode.AllFeatures;

    /// <summary>
    /// The nonce of each announce. Nobody may guess it: otherwise a proof of this node's peer could be obtained before this
    /// node asks for it. Tests and simulation draw it from their seed.
    /// </summary>
    public Func<ulong> NextNonce { get; init; } = static () => BinaryPrimitives.ReadUInt64BigEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>The pool's bounds; less in tests.</summary>
    public PoolLimits Pool { get; init; } = new();

    /// <summary>How much blocks beside the best chain may take, bytes (docs/rules.md F7); less in tests.</summary>
    public long SideBytesMax { get; init; } = ChainState.SideBytesMax;

    /// <summary>The software's name and version, as announced to peers and shown by <c>status</c>.</summary>
    public string Agent { get; init; } = "P2PChain.Actors/0.1.0";

    /// <summary>Bytes that are free on the disk with the ledger; null where that is not known.</summary>
    public Func<long?> DiskFree { get; init; } = static () => null;
}
