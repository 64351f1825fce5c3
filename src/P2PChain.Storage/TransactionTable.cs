using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Core.Wire;

namespace P2PChain.Storage;

/// <summary>The best chain's transactions, found by id and by item.</summary>
internal sealed class TransactionTable(LedgerFile file)
{
    private readonly Statement _add = file.Prepare(
        "insert into transactions (height, position, txid, uid, type, requester, timestamp) "
            + "values (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

    private readonly Statement _remove = file.Prepare("delete from transactions where height = ?1");
    private readonly Statement _history = file.Prepare(
        "select t.height, t.txid, json_extract(b.transactions, '$[' || t.position || ']') "
            + "from transactions t left join blocks b on b.height = t.height and b.on_best_chain = 1 "
            + "where t.uid = ?1 order by t.height desc, t.position desc limit ?2");

    private readonly Statement _height = file.Prepare("select height from transactions where txid = ?1");

    /// <summary>Adds the transactions of a block that joins the best chain.</summary>
    public void Connect(Block block)
    {
        for (var position = 0; position < block.Transactions.Length; position++)
        {
            var transaction = block.Transactions[position];
            _add.Run(
                block.Height,
                (long)position,
                transaction.TxId.ToString(),
                transaction.Uid.Text,
                (long)transaction.Content.Type,
                transaction.Requester.Hex,
                transaction.Content.Timestamp);
        }
    }

    /// <summary>Removes the transactions of the block that leaves the best chain.</summary>
    public void Disconnect(long height) => _remove.Run(height);

    /// <summary>An item's moves, the latest first.</summary>
    /// <exception cref="Core.Storage.ChainStoreException">A row is damaged.</exception>
    public ImmutableArray<ItemMove> History(ItemId uid, int max)
    {
        var moves = ImmutableArray.CreateBuilder<ItemMove>();
        using var rows = _history.Query(uid.Text, (long)max);
        while (rows.Read())
        {
            var txId = rows.Text(1) ?? "(no txid)";
            if (rows.Integer(0) is not { } height
                || !LedgerJson.TryReadTransaction(rows.Utf8(2).ToArray(), out var transaction, out _)
                || transaction.TxId.ToString() != txId)
                throw file.Findings.Damaged("transactions", txId, "the block at its height does not hold it");
            moves.Add(new ItemMove(height, transaction));
        }
        return moves.DrainToImmutable();
    }

    /// <summary>The height of the block with a transaction; null if there is none.</summary>
    public long? Find(Hash256 txId)
    {
        using var rows = _height.Query(txId.ToString());
        if (!rows.Read()) return null;
        return rows.Integer(0) ?? throw file.Findings.Damaged("transactions", txId.ToString(), "it has no height");
    }
}
