using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Core.Wire;

namespace P2PChain.Storage.Repair;

/// <summary>Reads the readable rows of a damaged ledger and passes over the others.</summary>
/// <param name="file">The ledger, opened to be read.</param>
/// <param name="isOld">Whether it has schema 2 or 1.</param>
internal sealed class Salvage(LedgerFile file, bool isOld)
{
    // A larger gap between readable rows is passed over as a whole.
    private const long GapMax = 10_000_000;

    private readonly HeaderText _headers = new();

    /// <summary>Whether every mark of this node's own transactions could be read.</summary>
    public bool AreMarksWhole { get; private set; } = true;

    /// <summary>
    /// The rows that may hold a block: first those with a mark of the best chain, by height, then all others.
    /// </summary>
    public ImmutableArray<SalvagedRow> Blocks()
    {
        var found = new List<SalvagedRow>();
        var row = file.Prepare("select header, height, on_best_chain from blocks where rowid = ?1");
        foreach (var id in RowIds("blocks"))
        {
            Try(() =>
            {
                using var rows = row.Query(id);
                if (!rows.Read()) return;
                // The header is hashed, and the column beside it is not.
                var height = _headers.Decode(rows.Utf8(0))?.Index ?? rows.Integer(1) ?? 0;
                found.Add(new SalvagedRow(id, height, rows.Integer(2) == 1));
            });
        }

        return [.. found.OrderByDescending(salvaged => salvaged.WasOnBestChain).ThenBy(salvaged => salvaged.Height)];
    }

    /// <summary>The heights of the best chain's blocks that some table mentions.</summary>
    public HashSet<long> Heights()
    {
        var heights = new HashSet<long>();
        // An index answers the first. It has pages of its own.
        string[] columns = isOld
            ? ["height from blocks where on_best_chain = 1", "height from transactions", "since from items"]
            : ["height from blocks where on_best_chain = 1", "number >> 16 from confirmed", "since from entries"];
        foreach (var column in columns)
        {
            Scan($"select {column}", rows =>
            {
                if (rows.Integer(0) is { } height) heights.Add(height);
                return true;
            });
        }

        return heights;
    }

    /// <summary>Reads the block of a row; null when it is not whole.</summary>
    public Block? Block(long rowId)
    {
        Block? block = null;
        Try(() =>
        {
            using var rows = (_block ??= file.Prepare(BlockSql)).Query(rowId);
            // The damage may be in the row's hash, so it is computed.
            if (!rows.Read()) return;
            var hash = Hash256.Of(rows.Utf8(0));
            BlockTable.TryDecode(hash, rows.Utf8(0), rows.Text(1), rows.Utf8(2), out block, out _);
        });
        return block;
    }

    /// <summary>Reads the readable transactions of a row, even if the block is not readable.</summary>
    public ImmutableArray<Transaction> Transactions(long rowId)
    {
        var found = ImmutableArray.CreateBuilder<Transaction>();
        Try(() =>
        {
            using var rows = (_block ??= file.Prepare(BlockSql)).Query(rowId);
            if (!rows.Read()) return;
            byte[] json = [.. "{\"transactions\": "u8, .. rows.Utf8(2), (byte)'}'];
            if (JsonCursor.TryRead(json, ReadTransactions, out var read, out _)) found.AddRange(read);
        });
        return found.ToImmutable();
    }

    /// <summary>Waiting transactions, in their order.</summary>
    public ImmutableArray<(Transaction Transaction, PoolSource Source)> Pool()
    {
        var found = ImmutableArray.CreateBuilder<(Transaction, PoolSource)>();
        Try(() =>
        {
            var row = file.Prepare("select json, is_own, from_plain from pool where sequence = ?1");
            foreach (var id in RowIds("pool"))
            {
                Try(() =>
                {
                    using var rows = row.Query(id);
                    if (!rows.Read()) return;
                    if (!LedgerJson.TryReadTransaction(rows.Utf8(0).ToArray(), out var transaction, out _)) return;
                    var origin = rows.Integer(1) == 1 ? OriginOf(rows.Integer(2)) : PoolOrigin.Peer;
                    found.Add((transaction, new PoolSource(origin, null)));
                });
            }
        });
        return found.ToImmutable();
    }

    /// <summary>The marks of this node's own transactions.</summary>
    public Dictionary<Hash256, PoolOrigin> Own()
    {
        var own = new Dictionary<Hash256, PoolOrigin>();
        var marks = isOld ? "select unhex(txid), from_plain from own" : "select txid, from_plain from marks";
        AreMarksWhole = Scan(marks + " order by txid", Read);
        if (!AreMarksWhole) Scan(marks + " order by txid desc", Read);
        return own;

        bool Read(Statement.Rows rows)
        {
            if (rows.Hash(0) is not { } txId) return AreMarksWhole = false;
            own[txId] = OriginOf(rows.Integer(1));
            return true;
        }
    }

    /// <summary>The rows of refusals that are well-formed, with their columns in the table's order.</summary>
    public List<object?[]> Refusals(string columns, int count)
    {
        var found = new List<object?[]>();
        Scan($"select {columns} from refusals", rows =>
        {
            if (!LedgerJson.TryReadTransaction(rows.Utf8(count - 2).ToArray(), out var transaction, out _)
                || transaction.TxId.ToString() != rows.Text(0)) return true;
            var row = new object?[count];
            for (var column = 0; column < count; column++) row[column] = rows.Value(column);
            found.Add(row);
            return true;
        });
        return found;
    }

    /// <summary>The alarms of reorganisations; none if one is not readable.</summary>
    public ImmutableArray<KeptRewrite> Rewrites()
    {
        var found = ImmutableArray<KeptRewrite>.Empty;
        Try(() => found = new RewriteTable(file).Load());
        return found;
    }

    private const string BlockSql = "select header, seal, transactions from blocks where rowid = ?1";

    private Statement? _block;

    private static PoolOrigin OriginOf(long? fromPlain) => fromPlain == 1 ? PoolOrigin.PlainPeer : PoolOrigin.Here;

    /// <summary>
    /// The ids of a table's rows: the ids at both ends that the tree of pages leads to, and every number between.
    /// </summary>
    private IEnumerable<long> RowIds(string table)
    {
        var (up, down) = (new List<long>(), new List<long>());
        if (Scan($"select rowid from {table} order by rowid", rows => Take(rows, up))) return up;
        Scan($"select rowid from {table} order by rowid desc", rows => Take(rows, down));
        down.Reverse();
        var first = up.Count > 0 ? up[^1] : 0;
        var last = down.Count > 0 ? down[0] : first + (Math.Max(0, new FileInfo(file.Findings.Path).Length) / 256);
        var between = last - first is > 1 and < GapMax and var gap
            ? Enumerable.Range(1, (int)gap - 1).Select(step => first + step)
            : [];
        return up.Concat(between).Concat(down).Distinct();

        static bool Take(Statement.Rows rows, List<long> ids)
        {
            if (rows.Integer(0) is { } id) ids.Add(id);
            return true;
        }
    }

    /// <summary>Goes through rows as far as they can be read.</summary>
    /// <returns>Whether that was to the end.</returns>
    private bool Scan(string sql, RowReader read)
    {
        var isWhole = true;
        return Try(() =>
        {
            using var rows = file.Prepare(sql).Query();
            while (rows.Read()) isWhole &= read(rows);
        }) && isWhole;
    }

    private bool Try(Action read)
    {
        try
        {
            file.Reading(read);
            return true;
        }
        catch (ChainStoreException error) when (error.Fault == ChainStoreFault.Damaged)
        {
            return false;
        }
    }

    private delegate bool RowReader(Statement.Rows rows);

    private static List<Transaction> ReadTransactions(JsonCursor cursor)
    {
        var found = new List<Transaction>();
        cursor.BeginObject();
        cursor.TryNextMember(out _);
        cursor.BeginArray();
        while (cursor.TryNextItem())
            if (cursor.ReadOrPass(LedgerJson.ReadTransaction) is { } transaction) found.Add(transaction);
        return found;
    }
}
