using System.Collections.Immutable;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Relay;

/// <summary>
/// Collects the transactions of the next announcement. After a pause a transaction is announced at once; those that
/// follow are announced together.
/// </summary>
public sealed class AnnouncementBatch
{
    /// <summary>The shortest time between two announcements.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly List<PoolEntry> _entries = [];
    private Moment _next;

    /// <summary>Adds a transaction.</summary>
    public void Add(PoolEntry entry) => _entries.Add(entry);

    /// <summary>The time until the next announcement is due, zero if it is; null if there is none.</summary>
    public TimeSpan? Wait(Moment now)
    {
        if (_entries.Count == 0) return null;
        return _entries.Count >= Message.Inventory.CountMax || now >= _next ? TimeSpan.Zero : _next.Since(now);
    }

    /// <summary>Takes the next announcement's transactions.</summary>
    public ImmutableArray<PoolEntry> Take(Moment now)
    {
        ImmutableArray<PoolEntry> taken = [.. _entries.Take(Message.Inventory.CountMax)];
        _entries.RemoveRange(0, taken.Length);
        _next = now.Plus(Pause);
        return taken;
    }
}
