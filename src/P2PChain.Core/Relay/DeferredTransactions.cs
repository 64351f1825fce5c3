using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Relay;

/// <summary>
/// Transactions that were refused for a reason that may pass: there was no room, or an earlier one of the item had not
/// come. Only their ids are kept. Beyond the bounds the oldest are forgotten; comparing pools brings them later.
/// </summary>
internal sealed class DeferredTransactions
{
    private const int CountMax = 5_000;
    private const int ItemsMax = 1_000;
    private const int PerItemMax = 8;

    private readonly RecentlyUsed<Hash256, PeerId> _forRoom = new(CountMax);
    private readonly HashSet<Hash256> _early = [];
    private readonly RecentlyUsed<ItemId, ImmutableArray<(Hash256 Wid, PeerId Peer)>> _forItem;

    public DeferredTransactions() => _forItem = new(ItemsMax, Forget);

    public bool Contains(Hash256 wid) => _forRoom.Contains(wid) || _early.Contains(wid);

    /// <summary>Waits until the pool has room.</summary>
    public void AddForRoom(Hash256 wid, PeerId peer) => _forRoom.Set(wid, peer);

    /// <summary>Waits until another transaction of the item is accepted.</summary>
    public void AddForItem(Hash256 wid, PeerId peer, ItemId uid)
    {
        if (_early.Contains(wid)) return;
        var others = TakeForItem(uid);
        if (others.Length < PerItemMax) others = others.Add((wid, peer));
        foreach (var other in others) _early.Add(other.Wid);
        _forItem.Set(uid, others);
    }

    /// <summary>Takes those that wait for room, the oldest first.</summary>
    public ImmutableArray<(Hash256 Wid, PeerId Peer)> TakeForRoom(int countMax)
    {
        ImmutableArray<(Hash256 Wid, PeerId Peer)> taken = [.. _forRoom.Entries.Reverse().Take(countMax)];
        foreach (var (wid, _) in taken) _forRoom.Remove(wid);
        return taken;
    }

    /// <summary>Takes those that wait for another transaction of this item.</summary>
    public ImmutableArray<(Hash256 Wid, PeerId Peer)> TakeForItem(ItemId uid)
    {
        if (!_forItem.TryGet(uid, out var taken)) return [];
        _forItem.Remove(uid);
        return taken;
    }

    /// <summary>It came.</summary>
    public void Remove(Hash256 wid) => _forRoom.Remove(wid);

    private void Forget(ImmutableArray<(Hash256 Wid, PeerId Peer)> gone)
    {
        foreach (var (wid, _) in gone) _early.Remove(wid);
    }
}
