using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>
/// The tip of an extended peer, in its ping and pong, so that the view of its chain stays fresh. A claim, no proof.
/// </summary>
/// <param name="Nonce">Chosen by the ping, repeated by its pong.</param>
/// <param name="Height">Height of the sender's best block, 0 … 2^53 − 1.</param>
/// <param name="Tip">Hash of that block.</param>
/// <param name="Work">Work of the chain up to it.</param>
public sealed record Heartbeat(ulong Nonce, long Height, Hash256 Tip, Work Work)
{
    /// <summary>The sender's clock, Unix milliseconds; null in a ping and in an older node's pong.</summary>
    public long? TimeMs { get; init; }
}
