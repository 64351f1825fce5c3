using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// Follows the side blocks of one node by its writes (docs/rules.md F7). They stay within their bound, or all of them
/// are
/// of the branch that was fetched last. A forgotten block has no kept child, and no more are forgotten than must be
/// (S12).
/// </summary>
internal sealed class RoomWatch(Action<string, string> violated)
{
    // Written out again: docs/rules.md F7.
    public const long HeaderBytes = 1024;

    private readonly Dictionary<Hash256, (Hash256 Parent, long Bytes)> _kept = [];
    private readonly HashSet<Hash256> _beside = [];
    private Hash256 _fetched;

    /// <summary>The node's bound, bytes.</summary>
    public long BytesMax { get; set; } = new BranchLimits().SideBytesMax;

    public void OnWipe()
    {
        _kept.Clear();
        _beside.Clear();
    }

    public void OnCommit(ChainChange change)
    {
        foreach (var block in change.Stored)
        {
            _kept[block.Hash] = (block.Header.PrevHash, BytesOf(block));
            _beside.Add(block.Hash);
            if (!change.MovesTip) _fetched = block.Hash;
        }
        foreach (var node in change.Join?.Abandoned ?? change.Disconnected) _beside.Add(node.Hash);
        foreach (var connected in change.Connected) _beside.Remove(connected.Node.Hash);
        foreach (var node in change.Join?.Branch ?? []) _beside.Remove(node.Hash);
        if (!change.Forgotten.IsEmpty) CheckForgotten(change);
        // Blocks that were kept with more room stay until one is kept or leaves the chain.
        if (change.Stored.IsEmpty && !change.MovesTip) return;
        var bytes = _beside.Sum(hash => _kept[hash].Bytes);
        if (bytes > BytesMax && _beside.Count > Fetched().Count()) violated("S12", $"{bytes} bytes stand beside the chain");
    }

    private IEnumerable<Hash256> Fetched()
    {
        for (var hash = _fetched; _beside.Contains(hash); hash = _kept[hash].Parent) yield return hash;
    }

    private void CheckForgotten(ChainChange change)
    {
        var last = 0L;
        foreach (var hash in change.Forgotten)
        {
            if (!_beside.Remove(hash)) violated("S12", $"{hash} is forgotten and does not stand beside the chain");
            last = _kept.GetValueOrDefault(hash).Bytes;
            _kept.Remove(hash);
        }
        foreach (var (hash, (parent, _)) in _kept)
            if (change.Forgotten.Contains(parent)) violated("S12", $"{parent} is forgotten, and {hash} stands on it");
        // A bad branch is forgotten whatever room there is.
        if (!change.Stored.IsEmpty && _beside.Sum(hash => _kept[hash].Bytes) + last <= BytesMax) violated("S12", "more is forgotten than must be");
    }

    /// <summary>What a block takes beside the chain.</summary>
    public static long BytesOf(Block block) => HeaderBytes + block.TransactionBytes;
}
