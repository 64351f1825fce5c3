using P2PChain.Core.Model;

namespace P2PChain.Storage.Check;

/// <summary>Checks the tables of transactions and moves against the blocks of the best chain.</summary>
/// <param name="file">The ledger, opened to be read.</param>
/// <param name="found">The list of findings.</param>
internal sealed class TransactionCheck(LedgerFile file, FindingList found)
{
    private const string Table = "transactions";

    private readonly Statement _rows = file.Prepare(
        "select c.number, c.txid, c.type, k.key, c.timestamp, c.at, c.size "
            + "from confirmed c left join keys k on k.number = c.requester "
            + "where c.number >= ?1 and c.number < ?2 order by c.number");

    private readonly Statement _move = file.Prepare("select 1 from moves where uid = ?1 and \"transaction\" = ?2");

    /// <summary>Checks the rows of a block.</summary>
    public void Check(Block block)
    {
        using var rows = _rows.Query(
            TransactionTable.Number(block.Height, 0), TransactionTable.Number(block.Height + 1, 0));
        var position = 0;
        var place = 1L;
        for (; rows.Read(); position++)
        {
            if (position >= block.Transactions.Length
                || !IsRowOf(rows, block.Transactions[position], TransactionTable.Number(block.Height, position), place))
            {
                Add(block, position, "it is not the block's");
                return;
            }

            place += block.Transactions[position].CanonicalBytes.Length + 2;
        }

        if (position != block.Transactions.Length) Add(block, position, "it is missing");
    }

    /// <summary>Checks that there are no others.</summary>
    /// <param name="transactions">The number of all transactions of the best chain.</param>
    public void CheckCount(long transactions)
    {
        if (Count("select count(*) from confirmed") != transactions
            || Count("select count(*) from moves") != transactions)
            found.Add(Table, "(all)", "there are more than the blocks hold");
    }

    private bool IsRowOf(Statement.Rows rows, Transaction transaction, long number, long place)
    {
        if (rows.Integer(0) != number
            || rows.Hash(1) != transaction.TxId
            || rows.Integer(2) != (long)transaction.Content.Type
            || rows.Text(3) != transaction.Requester.Hex
            || rows.Real(4) != transaction.Content.Timestamp
            || rows.Integer(5) != place
            || rows.Integer(6) != transaction.CanonicalBytes.Length) return false;
        using var move = _move.Query(transaction.Uid.Text, number);
        return move.Read();
    }

    private void Add(Block block, int position, string what) =>
        found.Add(Table, FormattableString.Invariant($"block {block.Height} position {position}"), what);

    private long Count(string sql)
    {
        using var rows = file.Prepare(sql).Query();
        return rows.Read() ? rows.Integer(0) ?? 0 : 0;
    }
}
