using System.Text;
using P2PChain.Core.Model;
using P2PChain.Storage;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Storage;

/// <summary>A ledger of some size in a directory, to be damaged and compared with what it was.</summary>
internal sealed class DamagedLedger : IDisposable
{
    public const int Height = 40;

    private readonly byte[] _whole;
    private readonly ChainBuilder _chain = new();

    /// <summary>Makes a ledger with a best chain, side blocks, and transactions that wait.</summary>
    public DamagedLedger()
    {
        using (var store = SqliteChainStore.Open(Path, NetworkParameters.Demo))
        {
            var ledger = new TestLedger(NetworkParameters.Demo, store);
            for (var i = 1; i <= Height; i++)
            {
                // Every fourth is this node's own: accepted here before its block came.
                var transaction = _chain.Request(TestKeys.Alice, "item-" + i, i);
                if (i % 4 == 0) ledger.Submit(transaction);
                ledger.Submit(_chain.Checked(_chain.Add("a" + i, i == 1 ? "genesis" : $"a{i - 1}", transaction, _chain.Request(TestKeys.Bob, "other-" + i, i))));
            }

            for (var i = 1; i <= 3; i++)
                ledger.Submit(_chain.Checked(_chain.Add("b" + i, i == 1 ? "a20" : $"b{i - 1}", _chain.Request(TestKeys.Carol, "side-" + i, i))), isRequested: true);
            for (var i = 1; i <= 3; i++) ledger.Submit(_chain.Request(TestKeys.Dave, "waits-" + i, i));
            Sound = Content(store);
        }

        _whole = File.ReadAllBytes(Path);
    }

    public TemporaryDirectory Directory { get; } = new();

    public string Path => Directory["ledger.db"];

    /// <summary>All that has something to be held against: blocks, custody, transactions, and what waits.</summary>
    public string Sound { get; }

    /// <summary>The hash of the best chain's block at a height.</summary>
    public string HashAt(int height) => _chain["a" + height].Hash.ToString();

    /// <summary>The txid of this node's own transaction in the block at a height that is divisible by four.</summary>
    public string OwnAt(int height) => _chain["a" + height].Transactions[0].TxId.ToString();

    /// <summary>Puts the file back as it was, and then does something to its bytes.</summary>
    public void Harm(Func<byte[], byte[]> harm)
    {
        foreach (var left in System.IO.Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!)) File.Delete(left);
        File.WriteAllBytes(Path, harm((byte[])_whole.Clone()));
    }

    /// <summary>Puts the file back as it was, and then changes it with SQL.</summary>
    public void Harm(string sql)
    {
        Harm(static whole => whole);
        Directory.Sql("ledger.db", sql);
    }

    public string Content()
    {
        using var store = SqliteChainStore.Open(Path, NetworkParameters.Demo);
        return Content(store);
    }

    public void Dispose() => Directory.Dispose();

    private static string Content(SqliteChainStore store)
    {
        var stored = store.Load();
        var pool = stored.Pool.Select(entry => Encoding.ASCII.GetString(entry.Transaction.CanonicalBytes));
        return LedgerText.OfAll(store, stored with { Pool = [], OwnTransactions = [] }) + string.Join('\n', pool);
    }
}
