using P2PChain.Core.Primitives;

namespace P2PChain.Core.Crypto;

/// <summary>
/// Remembers which transactions' signatures were found good, by the hash of the whole transaction, so that a block of
/// transactions that were in the pool connects without verifying one again. The only mutable object that actors of a node
/// share: forgetting costs time, never truth.
/// </summary>
public sealed class SignatureMemo
{
    /// <summary>Entries kept by default, about 10 MiB: several full blocks and a full pool.</summary>
    public const int CountMax = 65_536;

    private readonly Lock _gate = new();
    private readonly RecentlyUsed<Hash256, bool> _good;

    /// <summary>An empty memo.</summary>
    public SignatureMemo(int countMax = CountMax) => _good = new RecentlyUsed<Hash256, bool>(countMax);

    /// <summary>Whether this very transaction, signature included, was found good.</summary>
    public bool Contains(Hash256 wid)
    {
        lock (_gate) return _good.TryGet(wid, out _);
    }

    /// <summary>Remembers a transaction whose signature verified.</summary>
    public void Add(Hash256 wid)
    {
        lock (_gate) _good.Set(wid, true);
    }
}
