using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>
/// A block as the original network's nodes write it, read from one or pushed to one. What is shared is its transactions:
/// each such node mines a block anew when it accepts it, so its hash agrees with nobody's and is not checked.
/// </summary>
/// <param name="Index">Its place in the chain of the node that it comes from or goes to.</param>
/// <param name="PrevHash">Looked at by nobody.</param>
/// <param name="Transactions">Those of our form, reduced to what the original network signs.</param>
/// <param name="Nonce">Looked at by nobody.</param>
/// <param name="Timestamp">Unix seconds by the clock of the node that mined it, any finite number.</param>
/// <param name="Hash">What its node calls it: tells whether a chain that was read before is still the same.</param>
public sealed record PlainBlock(
    long Index, Hash256 PrevHash, ImmutableArray<Transaction> Transactions, long Nonce, double Timestamp, Hash256 Hash)
{
    /// <summary>
    /// The item of each transaction that was left out because it has not our form, safe to show; empty where that is not known.
    /// </summary>
    public ImmutableArray<string> Unreadable { get; init; } = [];
}
