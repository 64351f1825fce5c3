using P2PChain.Core.Primitives;

namespace P2PChain.Core.Crypto;

/// <summary>
/// Remembers the transactions with a valid signature by the hash of the whole transaction. So a block connects without
/// verifying its transactions again. It is the only mutable object that actors of a node share: a forgotten entry costs
/// time, never correctness.
/// </summary>
public sealed class SignatureMemo
{
    /// <summary>Entries by default, about 10 MiB: several full blocks and a full pool.</summary>
    public const int CountMax = 65_536;

    private readonly Lock _gate = new();
    private readonly RecentlyUsed<Hash256, bool> _good;

    /// <summary>An empty memo.</summary>
    public SignatureMemo(int countMax = CountMax) => _good = new RecentlyUsed<Hash256, bool>(countMax);

    /// <summary>Whether this transaction, signature included, was found valid.</summary>
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
