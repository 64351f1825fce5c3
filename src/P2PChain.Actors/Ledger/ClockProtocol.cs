using Akka.Event;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Ledger;

/// <summary>What the chain's actor is told of other nodes' clocks.</summary>
public static class ClockProtocol
{
    /// <summary>Sent to the chain when a connection's handshake is done and its announce told the time. Not answered.</summary>
    /// <param name="From">The connection.</param>
    /// <param name="Key">The other node's key.</param>
    /// <param name="IsProven">Whether the key is proven; a claimed key has a voice of its own.</param>
    /// <param name="IsDialled">Whether this node dialled.</param>
    /// <param name="Ahead">The other clock minus ours, at its announce.</param>
    public sealed record ClockHeard(PeerId From, PublicKey Key, bool IsProven, bool IsDialled, TimeSpan Ahead)
        : IDeadLetterSuppression;

    /// <summary>Sent to the chain when that connection ended. Not answered.</summary>
    public sealed record ClockGone(PeerId From) : IDeadLetterSuppression;
}
