using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Storage;

/// <summary>The transactions of a branch that is validated in stages.</summary>
internal sealed class StagedTable(LedgerFile file)
{
    private readonly Statement _add = file.Prepare("insert or replace into staged (txid, height) values (?1, ?2)");
    private readonly Statement _find = file.Prepare("select height from staged where txid = ?1");
    private readonly Statement _clear = file.Prepare("delete from staged");

    /// <summary>Adds the transactions of a valid block.</summary>
    public void Add(Block block)
    {
        foreach (var transaction in block.Transactions) _add.Run(transaction.TxId, block.Height);
    }

    /// <summary>The height of the block with a transaction; null if there is none.</summary>
    public long? Find(Hash256 txId)
    {
        using var rows = _find.Query(txId);
        return rows.Read() ? rows.Integer(0) : null;
    }

    /// <summary>Removes all rows.</summary>
    public void Clear() => _clear.Run();
}
