using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>
/// Whether the reader of a line knows a block already. It is asked with what the line claims. Only when the computed
/// hash of the header turns out to be the claimed one does the answer count.
/// </summary>
/// <param name="hash">The claimed hash.</param>
/// <param name="height">The claimed height.</param>
public delegate bool IsKnownBlock(Hash256 hash, long height);
