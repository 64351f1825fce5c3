using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>One download of a chain from one peer.</summary>
/// <param name="peer">The peer.</param>
/// <param name="claim">The claim that it follows.</param>
internal sealed class SyncSession(PeerId peer, Claimant.Announced claim)
{
    public PeerId Peer { get; } = peer;

    public Claimant.Announced Claim { get; } = claim;

    public SyncStage Stage { get; set; } = SyncStage.Locating;

    public Moment? Deadline { get; set; }

    /// <summary>The start of the wait for the answer.</summary>
    public Moment AskedAt { get; set; }

    public uint RequestId { get; set; }

    public bool HasMore { get; set; }

    public bool IsFruitful { get; set; }

    public ChainPoint? Last { get; set; }

    public Queue<Hash256> Missing { get; } = new();

    public HashSet<Hash256> InFlight { get; } = [];
}
