using System.Collections.Immutable;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Storage;

/// <summary>The waiting transactions, and the marks of this node's own ones.</summary>
internal sealed class PoolTable(LedgerFile file)
{
    private readonly Statement _add = file.Prepare(
        "insert into pool (sequence, txid, wid, json, is_own, from_plain) values (?1, ?2, ?3, ?4, ?5, ?6)");

    private readonly Statement _remove = file.Prepare("delete from pool where sequence = ?1");
    private readonly Statement _mark = file.Prepare("insert or replace into marks (txid, from_plain) values (?1, ?2)");
    private readonly Statement _unmark = file.Prepare("delete from marks where txid = ?1");
    private readonly Statement _all = file.Prepare(
        "select sequence, wid, json, is_own, from_plain from pool order by sequence");
    private readonly Statement _own = file.Prepare(
        "select m.txid, m.from_plain from marks m "
            + "left join confirmed c on substr(c.txid, 1, 8) = substr(m.txid, 1, 8) and c.txid = m.txid "
            + "order by coalesce(c.number >> 16, 9223372036854775807), m.txid");

    /// <summary>Adds an entry. Its connection is not stored, because connections end with the process.</summary>
    public void Add(PoolEntry entry)
    {
        var transaction = entry.Transaction;
        var fromPlain = entry.Source.Origin == PoolOrigin.PlainPeer ? 1L : 0L;
        _add.Run(
            entry.Sequence,
            transaction.TxId.ToString(),
            transaction.Wid.ToString(),
            transaction.CanonicalBytes,
            entry.Source.IsOwn ? 1L : 0L,
            fromPlain);
        if (entry.Source.IsOwn) _mark.Run(transaction.TxId, fromPlain);
    }

    /// <summary>Removes an entry.</summary>
    public void Remove(PoolEntry entry) => _remove.Run(entry.Sequence);

    /// <summary>Drops the mark of a transaction that does not wait.</summary>
    public void Unmark(Hash256 txId) => _unmark.Run(txId);

    /// <summary>The waiting transactions in order.</summary>
    /// <exception cref="Core.Storage.ChainStoreException">A row is damaged.</exception>
    public ImmutableArray<PoolEntry> Load()
    {
        var entries = ImmutableArray.CreateBuilder<PoolEntry>();
        var known = new HashSet<Hash256>();
        using var rows = _all.Query();
        while (rows.Read())
        {
            var wid = rows.Text(1) ?? "(no wid)";
            if (rows.Integer(0) is not { } sequence
                || rows.Integer(3) is not { } isOwn
                || rows.Integer(4) is not { } fromPlain)
                throw file.Findings.Damaged("pool", wid, "the row is incomplete");
            if (!LedgerJson.TryReadTransaction(rows.Utf8(2).ToArray(), out var transaction, out var fault))
                throw file.Findings.Damaged("pool", wid, fault);
            if (transaction.Wid.ToString() != wid)
                throw file.Findings.Damaged("pool", wid, "the transaction has another hash");
            if (!known.Add(transaction.TxId)) throw file.Findings.Damaged("pool", wid, "the transaction waits twice");
            var origin = isOwn == 1 ? Own(fromPlain) : PoolOrigin.Peer;
            entries.Add(new PoolEntry(transaction, sequence, new PoolSource(origin, null)));
        }
        return entries.DrainToImmutable();
    }

    /// <summary>
    /// The transactions that this node mines as its own: by their blocks' heights, then those in no block.
    /// </summary>
    /// <exception cref="Core.Storage.ChainStoreException">A row is damaged.</exception>
    public ImmutableArray<KeyValuePair<Hash256, PoolOrigin>> LoadOwn()
    {
        var own = ImmutableArray.CreateBuilder<KeyValuePair<Hash256, PoolOrigin>>();
        using var rows = _own.Query();
        while (rows.Read())
        {
            if (rows.Hash(0) is not { } txId || rows.Integer(1) is not { } fromPlain)
                throw file.Findings.Damaged(
                    "own", FormattableString.Invariant($"row {own.Count + 1}"), "it is no transaction's id");
            own.Add(new(txId, Own(fromPlain)));
        }
        return own.DrainToImmutable();
    }

    private static PoolOrigin Own(long fromPlain) => fromPlain == 1 ? PoolOrigin.PlainPeer : PoolOrigin.Here;
}
