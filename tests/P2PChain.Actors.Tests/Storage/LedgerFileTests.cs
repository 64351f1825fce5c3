using System.Text;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Storage;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Storage;

/// <summary>What people find in the file with <c>sqlite3</c>, while the node has it open.</summary>
public sealed class LedgerFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ChainBuilder _chain = new();
    private readonly SqliteChainStore _store;
    private readonly TestLedger _ledger;

    public LedgerFileTests()
    {
        _store = SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo);
        _ledger = new TestLedger(NetworkParameters.Demo, _store);
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_header_is_exactly_the_text_that_was_hashed()
    {
        _ledger.Submit(_chain.Checked(_chain.Add("a1", "genesis", _chain.Request(TestKeys.Alice, "laptop-001", 1))));
        var header = Assert.Single(Sql("select header from blocks where height = 1"));
        Assert.Equal(_chain["a1"].Hash, Hash256.Of(Encoding.ASCII.GetBytes(header)));
        Assert.Equal(_chain["a1"].Hash.ToString(), Assert.Single(Sql("select hash from blocks where height = 1")));
        Assert.Equal(
            Encoding.ASCII.GetString(_chain["a1"].TransactionsBytes()),
            Assert.Single(Sql("select transactions from blocks where height = 1")));
    }

    [Fact]
    public void Genesis_stands_at_height_0()
    {
        var genesis = NetworkParameters.Demo.Genesis();
        Assert.Equal($"{genesis.Hash}|1|[]", Assert.Single(Sql(
            "select hash, on_best_chain, transactions from blocks where height = 0")));
        Assert.Equal(
            "d2e81ace29740d57387a116de0791028323ccf42b47802955463b334d6ce51f1",
            Assert.Single(Sql("select value from meta where key = 'genesis'")));
    }

    [Fact]
    public void An_items_history_is_one_query()
    {
        _ledger.Submit(_chain.Checked(_chain.Add("a1", "genesis", _chain.Request(TestKeys.Alice, "laptop-001", 1))));
        _ledger.Submit(_chain.Checked(_chain.Add(
            "a2", "a1", _chain.Request(TestKeys.Bob, "camera", 2), _chain.Release(TestKeys.Bob, "laptop-001", 3))));
        Assert.Equal(
            [$"1|0|1|{TestKeys.Alice.PublicKey}|1766620801.0", $"2|1|2|{TestKeys.Bob.PublicKey}|1766620803.0"],
            Sql("select height, position, type, requester, timestamp from transactions where uid = 'laptop-001' "
                + "order by height, position"));
    }

    [Fact]
    public void A_refused_transaction_leaves_a_row_that_says_why()
    {
        var ours = _chain.Request(TestKeys.Alice, "laptop-001", 1);
        var winner = _chain.Request(TestKeys.Bob, "laptop-001", 2);
        _ledger.Submit(ours);
        _ledger.Submit(_chain.Checked(_chain.Add("a1", "genesis", winner)));
        Assert.Equal(
            $"{ours.TxId}|laptop-001|held-by|{TestKeys.Bob.PublicKey}|1|{winner.TxId}|0|1|1",
            Assert.Single(Sql(
                "select txid, uid, reason, holder, height, winner, was_confirmed, is_own, tip_height from refusals")));
    }

    [Fact]
    public void A_refusal_is_withdrawn_when_the_transaction_is_confirmed_after_all_and_the_displaced_one_has_a_row()
    {
        var (ours, theirs) = (
            _chain.Request(TestKeys.Alice, "laptop-001", 1), _chain.Request(TestKeys.Bob, "laptop-001", 2));
        _ledger.Submit(ours);
        _ledger.Submit(_chain.Checked(_chain.Add("a1", "genesis", theirs)));
        _chain.Add("b1", "genesis", ours);
        _chain.Add("b2", "b1");
        _ledger.Submit(_chain.Checked("b1"), isRequested: true);
        _ledger.Submit(_chain.Checked("b2"), isRequested: true);
        Assert.Equal(_chain["b2"].Hash, _ledger.State.Tip.Hash);
        Assert.Equal(
            $"{theirs.TxId}|held-by|{ours.TxId}|1",
            Assert.Single(Sql("select txid, reason, winner, was_confirmed from refusals")));
    }

    [Fact]
    public void A_refusal_is_withdrawn_when_the_transaction_waits_again()
    {
        var theirs = _chain.Request(TestKeys.Bob, "laptop-001", 2);
        _ledger.Submit(_chain.Request(TestKeys.Alice, "laptop-001", 1));
        _ledger.Submit(_chain.Checked(_chain.Add("a1", "genesis", theirs)));
        Assert.Single(Sql("select txid from refusals"));
        _chain.Add("b1", "genesis");
        _chain.Add("b2", "b1");
        _ledger.Submit(_chain.Checked("b1"), isRequested: true);
        _ledger.Submit(_chain.Checked("b2"), isRequested: true);

        _ledger.Submit(_chain.Checked(_chain.Add("b3", "b2", _chain.Release(TestKeys.Bob, "camera", 3))));

        Assert.Equal([theirs], _ledger.State.Pool.Entries.Select(entry => entry.Transaction));
        Assert.Equal(0, Sql("select txid from refusals").Count(txId => txId == theirs.TxId.ToString()));
    }

    [Theory] // rule P5
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_refusal_is_kept_for_thirty_days(int millisecondsMore, bool isKept)
    {
        var ours = _chain.Request(TestKeys.Alice, "laptop-001", 1);
        _ledger.Submit(ours);
        _ledger.Submit(_chain.Checked(_chain.Add("a1", "genesis", _chain.Request(TestKeys.Bob, "laptop-001", 2))));
        Assert.Equal($"{_ledger.Now.Milliseconds}", Assert.Single(Sql("select refused_at_ms from refusals")));

        _ledger.Now = _ledger.Now.Plus(TimeSpan.FromDays(30)).Plus(TimeSpan.FromMilliseconds(millisecondsMore));
        _ledger.Submit(_chain.Checked(_chain.Add("a2", "a1")));
        Assert.Equal(isKept ? [ours.TxId.ToString()] : [], Sql("select txid from refusals"));
    }

    [Fact] // rule P5
    public void Of_more_than_fifty_thousand_refusals_the_oldest_of_others_go_first()
    {
        var now = _ledger.Now.Milliseconds;
        _directory.Sql("ledger.db", $"""
            with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 50002)
            insert into refused
            select unhex(printf('%064x', n)), 'item', 'held-by', null, 0, 1, 0.0, null, 0, n = 1, 1, {now} - 50002 + n, 'x' from numbers
            """);
        using var again = SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo);
        var ledger = new TestLedger(NetworkParameters.Demo, again) { Now = _ledger.Now };
        ledger.Submit(_chain.Checked(_chain.Add("a1", "genesis")));
        Assert.Equal("50000", Assert.Single(Sql("select count(*) from refusals")));
        Assert.Equal([$"{1:x64}", $"{4:x64}"], Sql("select txid from refusals order by txid limit 2"));
    }

    [Fact]
    public void The_log_beside_the_file_stays_small()
    {
        var large = Enumerable.Repeat(_chain.Request(TestKeys.Alice, "laptop-001", 1), 1000); // a store does not ask what it keeps
        var block = new Block(_chain.Add("a1", "genesis").Header, null, [.. large]);
        long written = 0;
        for (; written < 24 << 20; written += block.TransactionBytes)
        {
            _store.Commit(new ChainChange { Stored = [block] });
            _store.Commit(new ChainChange { Forgotten = [block.Hash] });
        }
        Assert.InRange(new FileInfo(_directory["ledger.db-wal"]).Length, 1, 6 << 20);
    }

    [Fact]
    public void Closing_leaves_one_file()
    {
        _ledger.Submit(_chain.Checked(_chain.Add("a1", "genesis")));
        _store.Dispose();
        _store.Dispose();
        Assert.True(File.Exists(_directory["ledger.db"]));
        Assert.False(File.Exists(_directory["ledger.db-wal"]));
        Assert.Equal("2", Assert.Single(Sql("select count(*) from blocks")));
    }

    private IReadOnlyList<string> Sql(string sql) => _directory.Sql("ledger.db", sql);
}
