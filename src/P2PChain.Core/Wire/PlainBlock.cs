using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>
/// A block in the form of the original network's nodes, read from one or pushed to one. Only its transactions are
/// shared: each such node mines a block anew when it accepts it, so its hash is the node's own and is not checked.
/// </summary>
/// <param name="Index">Its place in the chain of the node that it comes from or goes to.</param>
/// <param name="PrevHash">Not checked.</param>
/// <param name="Transactions">The transactions of our form, reduced to the members that its network signs.</param>
/// <param name="Nonce">Not checked.</param>
/// <param name="Timestamp">Unix seconds by the clock of the node that mined it, any finite number.</param>
/// <param name="Hash">Its hash at its node: it shows whether a chain that was read before is still the same.</param>
public sealed record PlainBlock(
    long Index, Hash256 PrevHash, ImmutableArray<Transaction> Transactions, long Nonce, double Timestamp, Hash256 Hash)
{
    /// <summary>
    /// The item of each transaction that was left out because of its form, safe to show; empty if it is not known.
    /// </summary>
    public ImmutableArray<string> Unreadable { get; init; } = [];
}
