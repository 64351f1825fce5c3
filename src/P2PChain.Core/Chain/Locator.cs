using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>
/// Hashes by which two nodes find the fork of their chains: ten dense from the tip, then at doubling distances, and
/// genesis.
/// </summary>
public static class Locator
{
    /// <summary>Number of dense hashes before the distance doubles.</summary>
    public const int Dense = 10;

    /// <summary>The locator of the best chain.</summary>
    public static ImmutableArray<Hash256> Of(BestChain chain)
    {
        var hashes = ImmutableArray.CreateBuilder<Hash256>();
        long step = 1;
        for (var height = chain.Tip.Height; height > 0; height -= step)
        {
            hashes.Add(chain.AtHeight(height)!.Hash);
            if (hashes.Count >= Dense) step *= 2;
        }
        hashes.Add(chain.Genesis.Hash);
        return hashes.ToImmutable();
    }
}
