using System.Net;
using P2PChain.Core.Crypto;

namespace P2PChain.Core.Peers;

/// <summary>
/// The party that a fault is charged to. A key costs a stranger nothing, so it counts only if the network or this
/// node's owner knows it; otherwise the address does.
/// </summary>
public abstract record Culprit
{
    private Culprit()
    {
    }

    /// <summary>The party that answers for a connection; null if none does.</summary>
    /// <param name="address">The other side's address, as observed.</param>
    /// <param name="provenKey">The key that it proved; null if it proved none.</param>
    /// <param name="isListed">Whether the network lists that key.</param>
    /// <param name="isNamed">Whether the connection leads to an address that a person named.</param>
    /// <param name="isExempt">Whether the address is of this machine, or one that a person named.</param>
    public static Culprit? Of(IPAddress address, PublicKey? provenKey, bool isListed, bool isNamed, bool isExempt)
    {
        if (IPAddress.IsLoopback(address)) return null;
        if (provenKey is not null && (isListed || isNamed)) return new OfKey(provenKey);
        return isExempt ? null : new OfAddress(AddressGroup.Of(address));
    }

    /// <summary>A node, at any address.</summary>
    public sealed record OfKey(PublicKey Key) : Culprit
    {
        /// <inheritdoc/>
        public override string ToString() => $"key {Key.Short}";
    }

    /// <summary>All nodes of an address.</summary>
    public sealed record OfAddress(AddressGroup Address) : Culprit
    {
        /// <inheritdoc/>
        public override string ToString() => Address.ToString();
    }
}
