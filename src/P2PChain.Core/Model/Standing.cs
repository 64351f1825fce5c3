using System.Collections.Immutable;
using P2PChain.Core.Crypto;

namespace P2PChain.Core.Model;

/// <summary>The rights that a network's lists give to one key.</summary>
/// <param name="MayRequest">Whether the key may sign requests and releases (rule T7).</param>
/// <param name="MayMine">Whether the key may mine blocks (rule H9).</param>
/// <param name="IsSteward">Whether the key may release any item, under a policy with stewards (rule C3).</param>
/// <remarks>
/// An empty list of members or miners gives the right to every key. Source: docs/rules.md T7, H9, C3.
/// </remarks>
public readonly record struct Standing(bool MayRequest, bool MayMine, bool IsSteward)
{
    /// <summary>The standing of a key.</summary>
    /// <param name="network">The network's parameters; their lists are sorted.</param>
    /// <param name="key">The key.</param>
    public static Standing Of(NetworkParameters network, PublicKey key) => new(
        network.Members.IsEmpty || Has(network.Members, key),
        network.Miners.IsEmpty || Has(network.Miners, key),
        Has(network.Stewards, key));

    /// <summary>Whether one of the network's lists names a key.</summary>
    public static bool IsListed(NetworkParameters network, PublicKey key) =>
        Has(network.Members, key) || Has(network.Miners, key) || Has(network.Stewards, key);

    /// <summary>Whether the network lists any keys.</summary>
    public static bool ListsKeys(NetworkParameters network) =>
        network.Members.Length + network.Miners.Length + network.Stewards.Length > 0;

    private static bool Has(ImmutableArray<PublicKey> sorted, PublicKey key) => sorted.BinarySearch(key) >= 0;
}
