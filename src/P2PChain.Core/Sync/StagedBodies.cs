using System.Diagnostics.CodeAnalysis;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Sync;

/// <summary>The bodies that came and are not judged yet. Most wait for a block before them.</summary>
/// <param name="bytesMax">The room for them, in bytes of their transactions.</param>
internal sealed class StagedBodies(long bytesMax)
{
    private const int MeanOf = 16;

    private readonly Dictionary<Hash256, Staged> _all = [];
    private long _bytes;
    private long _meanBytes;

    /// <summary>The bodies that the chain judges now.</summary>
    public int Submitted { get; private set; }

    /// <summary>Whether a body is here.</summary>
    public bool Has(Hash256 hash) => _all.ContainsKey(hash);

    /// <summary>Whether so many more bodies of the usual size find room.</summary>
    public bool HasRoomFor(int bodies) => _bytes + (bodies * _meanBytes) <= bytesMax;

    /// <summary>Whether a body finds room.</summary>
    public bool HasRoomFor(CheckedBlock block) => _bytes + block.Block.TransactionBytes <= bytesMax;

    /// <summary>Takes a body.</summary>
    public void Add(PeerId from, CheckedBlock block)
    {
        var bytes = block.Block.TransactionBytes;
        _meanBytes += (bytes - _meanBytes) / Math.Min(_all.Count + 1, MeanOf);
        _all.Add(block.Hash, new Staged(from, block));
        _bytes += bytes;
    }

    /// <summary>Takes a body out, so that the chain judges it. It counts as staged until then.</summary>
    /// <returns>False if it is not here, or was taken.</returns>
    public bool TrySubmit(Hash256 hash, [NotNullWhen(true)] out SyncAction.Submit? submit)
    {
        submit = null;
        if (!_all.TryGetValue(hash, out var staged) || staged.IsSubmitted) return false;
        staged.IsSubmitted = true;
        Submitted++;
        submit = new SyncAction.Submit(staged.From, staged.Block);
        return true;
    }

    /// <summary>Forgets a body.</summary>
    /// <returns>Its sender; null if it is not here.</returns>
    public PeerId? Remove(Hash256 hash)
    {
        if (!_all.Remove(hash, out var staged)) return null;
        if (staged.IsSubmitted) Submitted--;
        _bytes -= staged.Block.Block.TransactionBytes;
        return staged.From;
    }

    /// <summary>Forgets the bodies that no session needs any more.</summary>
    public void Keep(Func<Hash256, bool> isNeeded)
    {
        foreach (var hash in _all.Keys.Where(hash => !isNeeded(hash)).ToList()) Remove(hash);
    }

    private sealed record Staged(PeerId From, CheckedBlock Block)
    {
        public bool IsSubmitted { get; set; }
    }
}
