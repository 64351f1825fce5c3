using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>A holder whose request was undone with its block.</summary>
/// <param name="Uid">The item.</param>
/// <param name="Holder">The holder on the abandoned branch.</param>
/// <param name="Request">The id of that request.</param>
/// <param name="Waits">Whether the request waits again; otherwise the holder has lost the item.</param>
public sealed record Unseated(ItemId Uid, PublicKey Holder, Hash256 Request, bool Waits);
