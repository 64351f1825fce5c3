using Akka.Event;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Ledger;

/// <summary>What the chain's actor is told of other nodes' clocks.</summary>
public static class ClockProtocol
{
    /// <summary>
    /// Sent to the chain when a connection's handshake is done, and when a pong told the time. Not answered.
    /// </summary>
    /// <param name="From">The connection.</param>
    /// <param name="Key">The other node's key.</param>
    /// <param name="IsProven">Whether the key is proven; a claimed key has a voice of its own.</param>
    /// <param name="IsDialled">Whether this node dialled.</param>
    /// <param name="Ahead">The other clock minus ours.</param>
    public sealed record ClockHeard(PeerId From, PublicKey Key, bool IsProven, bool IsDialled, TimeSpan Ahead)
        : IDeadLetterSuppression;

    /// <summary>
    /// Sent to the chain when another copy of a block came that is ahead of this node's clock. Not answered.
    /// </summary>
    /// <param name="From">The connection.</param>
    /// <param name="TimeMs">The block's time.</param>
    /// <param name="Due">The time at which the block is submitted again.</param>
    public sealed record BlockAhead(PeerId From, long TimeMs, UnixTime Due) : IDeadLetterSuppression;

    /// <summary>Sent to the chain when that connection ended. Not answered.</summary>
    public sealed record ClockGone(PeerId From) : IDeadLetterSuppression;
}
