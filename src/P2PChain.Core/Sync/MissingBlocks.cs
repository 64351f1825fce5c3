using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>The blocks of a chain that are not kept yet, in chain order.</summary>
internal sealed class MissingBlocks
{
    // Kept hashes are removed in portions, because each removal moves the rest.
    private const int Portion = 1_024;

    private readonly List<Hash256> _hashes = [];
    private int _first;

    /// <summary>How many there are.</summary>
    public int Count => _hashes.Count - _first;

    /// <summary>The block that must be kept before all others; null if none is missing.</summary>
    public Hash256? Head => Count > 0 ? _hashes[_first] : null;

    /// <summary>The blocks that may be requested.</summary>
    public IEnumerable<Hash256> Window
    {
        get
        {
            var end = Math.Min(_hashes.Count, _first + SyncLimits.WindowMax);
            for (var i = _first; i < end; i++) yield return _hashes[i];
        }
    }

    /// <summary>The next headers showed these.</summary>
    public void Add(ImmutableArray<Hash256> hashes) => _hashes.AddRange(hashes);

    /// <summary>Whether a block may be requested.</summary>
    public bool Contains(Hash256 hash) => IndexOf(hash) >= 0;

    /// <summary>A block was kept, so all before it are kept, too.</summary>
    public void OnKept(Hash256 hash)
    {
        if (IndexOf(hash) is >= 0 and var index) _first = index + 1;
        if (_first < Portion && Count > 0) return;
        _hashes.RemoveRange(0, _first);
        _first = 0;
    }

    public void Clear()
    {
        _hashes.Clear();
        _first = 0;
    }

    private int IndexOf(Hash256 hash) => _hashes.IndexOf(hash, _first, Math.Min(Count, SyncLimits.WindowMax));
}
