using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;

namespace P2PChain.Storage;

/// <summary>Custody after the best tip.</summary>
internal sealed class EntryTable(LedgerFile file)
{
    private const long ItemKind = 1;

    private readonly Statement _set = file.Prepare(
        "insert or replace into entries (uid, kind, holder, since, timestamp, txid) values (?1, 1, ?2, ?3, ?4, ?5)");

    // The key of SimilarId. The index has the ids that are not their own key.
    private readonly Statement _similar = file.Prepare(
        "select uid from entries where uid = ?1 and uid <> ?2 "
            + "union select uid from entries where lower(rtrim(uid, '.')) = ?1 "
            + "and lower(rtrim(uid, '.')) <> uid and uid <> ?2 order by uid limit 10");

    private readonly Statement _remove = file.Prepare("delete from entries where uid = ?1");
    private readonly Statement _all = file.Prepare(
        "select uid, holder, since, timestamp, txid, kind, due, entry from entries order by uid");

    /// <summary>Writes an item's entry; null removes it.</summary>
    public void Set(ItemId uid, CustodyEntry? entry)
    {
        if (entry is null) _remove.Run(uid.Text);
        else _set.Run(uid.Text, entry.Holder?.Hex, entry.Since, entry.Timestamp, entry.TxId);
    }

    /// <summary>The ids that people may confuse with this one.</summary>
    public ImmutableArray<ItemId> Similar(ItemId uid)
    {
        var similar = ImmutableArray.CreateBuilder<ItemId>();
        using var rows = _similar.Query(SimilarId.KeyOf(uid), uid.Text);
        while (rows.Read())
            if (ItemId.TryParse(rows.Text(0), out var found)) similar.Add(found);
        return similar.DrainToImmutable();
    }

    /// <summary>The entries of all items, in the order of ids.</summary>
    /// <exception cref="Core.Storage.ChainStoreException">A row is damaged.</exception>
    public ImmutableArray<CustodyEntry> Load()
    {
        var items = ImmutableArray.CreateBuilder<CustodyEntry>();
        var holders = new Dictionary<string, PublicKey>(StringComparer.Ordinal); // few of them, many items each
        using var rows = _all.Query();
        while (rows.Read())
        {
            var (name, holder) = (rows.Text(0), rows.Text(1));
            PublicKey? key = null;
            if (holder is not null && !holders.TryGetValue(holder, out key) && PublicKey.TryParse(holder, out key))
                holders.Add(holder, key);
            if (!ItemId.TryParse(name, out var uid)
                || (holder is not null && key is null)
                || rows.Integer(2) is not { } since
                || rows.Real(3) is not { } timestamp
                || rows.Hash(4) is not { } txId
                || rows.Integer(5) != ItemKind
                || rows.Value(6) is not null
                || rows.Value(7) is not null)
                throw file.Findings.Damaged("items", name ?? "(no uid)", "the row is not an item's entry");
            items.Add(new CustodyEntry(uid, key, since, timestamp, txId));
        }
        return items.DrainToImmutable();
    }
}
