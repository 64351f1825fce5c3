using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>A block's header as stored.</summary>
/// <param name="Header">The header.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Seal">Its seal.</param>
/// <param name="TransactionBytes">Size of its body.</param>
/// <param name="IsOnBestChain">Whether the best chain holds it.</param>
public sealed record StoredHeader(
    BlockHeader Header, Hash256 Hash, Signature? Seal, long TransactionBytes, bool IsOnBestChain);
