using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;

namespace P2PChain.Core.Pool;

/// <summary>Moves the pool to another state of the ledger: sorts transactions into valid and refused ones.</summary>
/// <param name="rules">The rules of the block after the new state.</param>
/// <param name="after">The new state.</param>
/// <param name="isConfirmed">Whether one of the connected blocks holds a transaction.</param>
/// <param name="room">Bytes left for returned transactions of other nodes.</param>
public sealed class PoolMove(PoolRules rules, CustodyState after, Func<Hash256, bool> isConfirmed, long room)
{
    private readonly CustodyOverlay _custody = new(after);
    private readonly ImmutableArray<PoolEntry>.Builder _removed = ImmutableArray.CreateBuilder<PoolEntry>();
    private readonly ImmutableArray<PoolEntry>.Builder _added = ImmutableArray.CreateBuilder<PoolEntry>();
    private readonly ImmutableArray<RefusedTransaction>.Builder _refused =
        ImmutableArray.CreateBuilder<RefusedTransaction>();

    private long _room = room;
    private int _refusedOfOthers;

    /// <summary>Transactions of abandoned blocks, in chain order, with their sources.</summary>
    public required IEnumerable<(Transaction Transaction, PoolSource Source)> Returned { get; init; }

    /// <summary>Their number.</summary>
    public required long ReturnedCount { get; init; }

    /// <summary>The items that the move changes.</summary>
    public required IReadOnlySet<ItemId> Touched { get; init; }

    /// <summary>Whether everything that waits is judged again: the next block has another rule set.</summary>
    public bool JudgesAll { get; init; }

    /// <summary>A transaction of an abandoned block: it waits again, is in another block, or is refused.</summary>
    public void Return(PoolEntry entry)
    {
        if (isConfirmed(entry.Transaction.TxId)) return;
        var bytes = entry.Source.IsExempt ? 0 : entry.Transaction.CanonicalBytes.Length;
        if (Stands(entry, hasRoom: bytes <= _room || bytes == 0) is { } refusal)
        {
            Refuse(entry, refusal, wasConfirmed: true);
            return;
        }
        _room -= bytes;
        _added.Add(entry);
    }

    /// <summary>An entry of the pool: it stays, is confirmed, or is refused.</summary>
    public void Keep(PoolEntry entry)
    {
        if (isConfirmed(entry.Transaction.TxId))
            _removed.Add(entry);
        else if (Stands(entry, hasRoom: true) is { } refusal)
        {
            _removed.Add(entry);
            Refuse(entry, refusal, wasConfirmed: false);
        }
    }

    /// <summary>The change by all that was returned and kept.</summary>
    public PoolChange Change() => new(_removed.ToImmutable(), _added.ToImmutable(), _refused.ToImmutable());

    private Refusal? Stands(PoolEntry entry, bool hasRoom)
    {
        var transaction = entry.Transaction;
        var refusal = rules.Check(transaction, _custody)
            ?? (hasRoom ? null : new Refusal(RefusalReason.PoolFull, transaction.Uid));
        if (refusal is null) _custody.Write(rules.Apply(transaction, _custody));
        return refusal;
    }

    private void Refuse(PoolEntry entry, Refusal refusal, bool wasConfirmed)
    {
        // Of other nodes' transactions no more reasons are held than a store keeps.
        if (!entry.Source.IsOwn && _refusedOfOthers++ >= RefusalRetention.CountMax) return;
        _refused.Add(new RefusedTransaction(entry.Transaction, entry.Source, refusal, wasConfirmed));
    }
}
