using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>The bodies that one peer owes, in the order of the requests.</summary>
internal sealed class OwedBodies
{
    private readonly List<(Hash256 Hash, Moment AskedAt)> _all = [];

    public int Count => _all.Count;

    public IEnumerable<Hash256> All => _all.Select(static owed => owed.Hash);

    public void Add(Hash256 hash, Moment now) => _all.Add((hash, now));

    /// <summary>The time of the request; null if this body is not owed.</summary>
    public Moment? AskedAt(Hash256 hash)
    {
        foreach (var (owed, askedAt) in _all)
            if (owed == hash) return askedAt;
        return null;
    }

    /// <summary>The body came.</summary>
    /// <param name="hash">Of the block.</param>
    /// <param name="wasNext">Whether it was due first. An honest peer answers in the order of the requests.</param>
    /// <returns>Whether it was owed.</returns>
    public bool Remove(Hash256 hash, out bool wasNext)
    {
        var index = _all.FindIndex(owed => owed.Hash == hash);
        wasNext = index == 0;
        if (index < 0) return false;
        _all.RemoveAt(index);
        return true;
    }
}
