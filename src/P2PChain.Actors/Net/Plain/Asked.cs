using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Actors.Net.Plain;

/// <summary>A block or transaction of a plain peer that is being verified.</summary>
/// <param name="Position">The index of the plain block that held the transaction; null if it came by itself.</param>
/// <param name="Block">The hash of a block of our form; null for a transaction.</param>
/// <param name="Item">The transaction's item.</param>
internal sealed record Asked(long? Position, Hash256? Block, string Item = "")
{
    /// <summary>The fault of the peer if it breaks a rule.</summary>
    public PeerFault FaultOf(Violation violation) => Block is null
        ? new PeerFault(PeerFaultCode.InvalidTransaction, violation.ToString())
        : PeerFault.OfBlock(violation);
}
