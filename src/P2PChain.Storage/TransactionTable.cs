using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Core.Wire;

namespace P2PChain.Storage;

/// <summary>The best chain's transactions, found by id and by item.</summary>
internal sealed class TransactionTable(LedgerFile file, KeyTable keys)
{
    private const int PositionBits = 16;

    private readonly Statement _add = file.Prepare(
        "insert into confirmed (number, txid, at, size, type, requester, timestamp) "
            + "values (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

    private readonly Statement _addMove = file.Prepare("insert into moves (uid, \"transaction\") values (?1, ?2)");
    private readonly Statement _remove = file.Prepare("delete from confirmed where number >= ?1");
    private readonly Statement _removeMoves = file.Prepare(
        "delete from moves where uid = ?1 and \"transaction\" >= ?2");

    private readonly Statement _history = file.Prepare(
        "select c.number, c.txid, substr(b.transactions, c.at + 1, c.size) "
            + "from moves m join confirmed c on c.number = m.\"transaction\" "
            + "left join blocks b on b.height = c.number >> 16 and b.on_best_chain = 1 "
            + "where m.uid = ?1 order by m.\"transaction\" desc limit ?2");

    private readonly Statement _confirmed = file.Prepare(
        "select c.number, c.txid, substr(b.transactions, c.at + 1, c.size) from confirmed c "
            + "left join blocks b on b.height = c.number >> 16 and b.on_best_chain = 1 "
            + "where substr(c.txid, 1, 8) between substr(?1, 1, 8) and substr(?2, 1, 8) "
            + "and c.txid between ?1 and ?2 order by c.txid limit ?3");

    // For each item ever seen, its last move up to a number.
    private readonly Statement _heldAt = file.Prepare(
        "select e.uid, k.key, c.number, c.timestamp, c.txid from entries e join confirmed c on c.number = "
            + "(select max(m.\"transaction\") from moves m where m.uid = e.uid and m.\"transaction\" < ?1) "
            + "left join keys k on k.number = c.requester where e.kind = 1 and c.type = ?2 order by e.uid");

    private readonly Statement _number = file.Prepare(
        "select number from confirmed where substr(txid, 1, 8) = substr(?1, 1, 8) and txid = ?1");

    /// <summary>The number of a transaction.</summary>
    /// <param name="height">Its block's height.</param>
    /// <param name="position">Its position there, from 0.</param>
    public static long Number(long height, int position) => (height << PositionBits) | (uint)position;

    /// <summary>The height in a transaction's number.</summary>
    public static long HeightOf(long number) => number >> PositionBits;

    /// <summary>Adds the transactions of a block that joins the best chain, and their moves.</summary>
    public void Connect(Block block)
    {
        AddConfirmed(block);
        for (var position = 0; position < block.Transactions.Length; position++)
            _addMove.Run(block.Transactions[position].Uid.Text, Number(block.Height, position));
    }

    /// <summary>Adds the transactions of a block of the best chain, without their moves.</summary>
    public void AddConfirmed(Block block)
    {
        var place = 1L; // behind the list's bracket
        for (var position = 0; position < block.Transactions.Length; position++)
        {
            var transaction = block.Transactions[position];
            var size = transaction.CanonicalBytes.Length;
            _add.Run(
                Number(block.Height, position),
                transaction.TxId,
                place,
                (long)size,
                (long)transaction.Content.Type,
                keys.NumberOf(transaction.Requester),
                transaction.Content.Timestamp);
            place += size + 2; // ", "
        }
    }

    /// <summary>Removes the transactions of the tip, which leaves the best chain.</summary>
    /// <param name="height">The tip's height.</param>
    /// <param name="undo">Its undo record, which names its items.</param>
    public void Disconnect(long height, CustodyUndo undo)
    {
        var first = Number(height, 0);
        _remove.Run(first);
        foreach (var (uid, _) in undo.Before) _removeMoves.Run(uid.Text, first);
    }

    /// <summary>Removes the transactions of all blocks above a height.</summary>
    /// <param name="height">The height.</param>
    /// <param name="uids">Their items.</param>
    public void DisconnectAbove(long height, IEnumerable<ItemId> uids)
    {
        var first = Number(height + 1, 0);
        _remove.Run(first);
        foreach (var uid in uids) _removeMoves.Run(uid.Text, first);
    }

    /// <summary>An item's moves, the latest first.</summary>
    /// <exception cref="ChainStoreException">A row is damaged.</exception>
    public ImmutableArray<ItemMove> History(ItemId uid, int max)
    {
        using var rows = _history.Query(uid.Text, (long)max);
        return Moves(rows);
    }

    /// <summary>The transactions with ids that begin so, in the order of ids.</summary>
    /// <exception cref="ChainStoreException">A row is damaged.</exception>
    public ImmutableArray<ItemMove> Confirmed(HashPrefix txId, int max)
    {
        using var rows = _confirmed.Query(txId.First, txId.Last, (long)max);
        return Moves(rows);
    }

    /// <summary>The items that were held after the block at a height, in the order of ids.</summary>
    /// <exception cref="ChainStoreException">A row is damaged.</exception>
    public ImmutableArray<CustodyEntry> HeldAt(long height)
    {
        var held = ImmutableArray.CreateBuilder<CustodyEntry>();
        var holders = new Dictionary<string, PublicKey>(StringComparer.Ordinal); // few of them, many items each
        using var rows = _heldAt.Query(Number(height + 1, 0), (long)TransactionType.Request);
        while (rows.Read())
        {
            var (name, holder) = (rows.Text(0), rows.Text(1));
            PublicKey? key = null;
            if (holder is not null && !holders.TryGetValue(holder, out key) && PublicKey.TryParse(holder, out key))
                holders.Add(holder, key);
            if (!ItemId.TryParse(name, out var uid)
                || key is null
                || rows.Integer(2) is not { } number
                || rows.Real(3) is not { } timestamp
                || rows.Hash(4) is not { } txId)
            {
                throw file.Findings.Damaged("transactions", name ?? "(no uid)", "the row is not a move of an item");
            }

            held.Add(new CustodyEntry(uid, key, HeightOf(number), timestamp, txId));
        }
        return held.DrainToImmutable();
    }

    /// <summary>The height of the block with a transaction; null if there is none.</summary>
    public long? Find(Hash256 txId)
    {
        using var rows = _number.Query(txId);
        return rows.Read() && rows.Integer(0) is { } number ? HeightOf(number) : null;
    }

    private ImmutableArray<ItemMove> Moves(Statement.Rows rows)
    {
        var moves = ImmutableArray.CreateBuilder<ItemMove>();
        while (rows.Read())
        {
            var txId = rows.Hash(1);
            if (rows.Integer(0) is not { } number
                || !LedgerJson.TryReadTransaction(rows.Utf8(2).ToArray(), out var transaction, out _)
                || transaction.TxId != txId)
            {
                throw file.Findings.Damaged(
                    "transactions", txId?.ToString() ?? "(no txid)", "the block at its height does not hold it");
            }

            moves.Add(new ItemMove(HeightOf(number), transaction));
        }
        return moves.DrainToImmutable();
    }
}
