using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Storage;
using P2PChain.Storage;
using P2PChain.Storage.Check;
using P2PChain.Storage.Repair;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Storage;

/// <summary>Ledgers that older versions of the program wrote (Ledgers/) are brought up to this one's schema.</summary>
public sealed class MigrationTests : IDisposable
{
    private const string Tip = "002edbbf9a3a4ef85d6efefefb066398f1eaeea021b803285aba08161e149292";

    /// <summary>All that people could read with <c>sqlite3</c> in every schema.</summary>
    private static readonly string[] Content =
    [
        "select height, hash, on_best_chain, transaction_bytes, header, seal, undo, transactions from blocks order by 1, 2",
        "select height, position, txid, uid, type, requester, timestamp from transactions order by 1, 2",
        "select uid, holder, since, timestamp, txid from items order by 1",
        "select sequence, txid, wid, json, is_own from pool order by 1",
        "select txid from own order by 1",
        "select txid, uid, reason, holder, height, moved_at, winner, not_before_ms, was_confirmed, is_own, tip_height, json "
            + "from refusals order by 1",
    ];

    private readonly TemporaryDirectory _directory = new();
    private readonly ChainBuilder _chain = new();

    private string Ledger => _directory["ledger.db"];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_older_ledger_shows_the_same_afterwards_and_is_sound(int schema)
    {
        Take(schema);
        var before = Content.Select(Sql).ToList();
        Assert.All(before, Assert.NotEmpty);
        Update();
        Assert.Equal(before, Content.Select(Sql));
        Assert.Equal(["3"], Sql("select value from meta where key = 'schema-version'"));
        Assert.Empty(IntegrityCheck.Run(Ledger, null).Findings);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_older_ledger_goes_on(int schema)
    {
        Take(schema);
        using (var store = SqliteChainStore.Open(Ledger, NetworkParameters.Demo))
        {
            var ledger = new TestLedger(NetworkParameters.Demo, store);
            using var archive = store.OpenArchive();
            Assert.Equal(Tip, ledger.Tip);
            Assert.Equal(
                ["side", "waits-1", "waits-2", "waits-3"],
                ledger.State.Pool.Entries.Select(entry => entry.Transaction.Uid.Text));
            Assert.Equal(
                [(2, "laptop-001"), (2, "laptop-001"), (1, "laptop-001")],
                archive.History(Core.Primitives.ItemId.Parse("laptop-001"), 9).Select(
                    move => (move.Height, move.Transaction.Uid.Text)));
            var template = BlockTemplate.On(ledger.State, ChainBuilder.ClockAt(3600), TestKeys.Alice.PublicKey, mayBeEmpty: false)!;
            ledger.Submit(_chain.Checked(_chain.Mine(template)));
            Assert.Equal(4, ledger.State.Tip.Height);
        }

        using var again = SqliteChainStore.Open(Ledger, NetworkParameters.Demo);
        Assert.Equal(4, new TestLedger(NetworkParameters.Demo, again).State.Tip.Height);
        Assert.Empty(IntegrityCheck.Run(Ledger, null).Findings);
    }

    [Fact]
    public void The_marks_of_schema_2_keep_their_origin()
    {
        Take(2);
        var before = Sql("select txid, from_plain from own order by 1");
        using var store = SqliteChainStore.Open(Ledger, NetworkParameters.Demo);
        Assert.Equal(before, Sql("select txid, from_plain from own order by 1"));
        var waiting = store.Load().Pool.Where(
            entry => entry.Transaction.Uid.Text.StartsWith("waits", StringComparison.Ordinal));
        Assert.Equal(
            [PoolOrigin.Here, PoolOrigin.Peer, PoolOrigin.PlainPeer], waiting.Select(entry => entry.Source.Origin));
    }

    [Fact]
    public void Refusals_of_schema_1_are_dated_by_the_block_that_refused_them()
    {
        Take(1);
        Update();
        Assert.Equal(
            Sql("select json_extract(header, '$.time_ms') from blocks where height = 1"),
            Sql("select refused_at_ms from refusals"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_copy_of_the_older_file_stays_beside_it(int schema)
    {
        Take(schema);
        var before = Content.Select(Sql).ToList();
        var copy = $"ledger.db.schema-{schema}";
        foreach (var name in (string[])[copy, copy + ".unfinished"])
            File.WriteAllText(_directory[name], "an interrupted attempt left this");
        Update();
        Assert.Equal([$"{schema}"], _directory.Sql(copy, "select value from meta where key = 'schema-version'"));
        Assert.Equal(before, Content.Select(sql => _directory.Sql(copy, sql)));
        Assert.False(File.Exists(_directory[copy + ".unfinished"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_migrated_file_has_the_tables_of_a_new_one(int schema)
    {
        const string shape = """
            select t.type, t.name, c.name, c.type, c."notnull", c.pk from sqlite_master t left join pragma_table_xinfo(t.name) c
            order by 1, 2, 3
            """;
        SqliteChainStore.Open(_directory["new.db"], NetworkParameters.Demo).Dispose();
        Take(schema);
        Update();
        Assert.Equal(_directory.Sql("new.db", shape), Sql(shape));
    }

    [Fact]
    public void A_damaged_block_is_found_after_the_update_too()
    {
        Take(2);
        Sql("update blocks set transactions = '[]' where height = 2");
        Update();
        Assert.Contains(
            IntegrityCheck.Run(Ledger, null).Findings,
            finding => finding.StartsWith("table blocks, ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("update own set txid = 'x' || txid")]
    [InlineData("update items set txid = 'x' || txid")]
    public void A_malformed_row_is_found_after_the_update_too(string sql)
    {
        Take(2);
        Sql(sql);
        using var store = SqliteChainStore.Open(Ledger, NetworkParameters.Demo);
        Assert.Equal(ChainStoreFault.Damaged, Assert.Throws<ChainStoreException>(() => store.Load()).Fault);
    }

    [Fact]
    public void An_update_that_fails_changes_nothing()
    {
        Take(2);
        var before = Content.Select(Sql).ToList();
        Sql("create table moves (uid text)");
        Assert.Equal(ChainStoreFault.Damaged, Assert.Throws<ChainStoreException>(Update).Fault);
        Assert.Equal(before, Content.Select(Sql));
        Sql("drop table moves");
        Update();
        Assert.Equal(before, Content.Select(Sql));
    }

    [Fact]
    public void Other_commands_refuse_an_older_ledger_and_leave_it_as_it_is()
    {
        Take(2);
        var before = File.ReadAllBytes(Ledger);
        Assert.Equal(
            ChainStoreFault.OlderSchema,
            Assert.Throws<ChainStoreException>(() => IntegrityCheck.Run(Ledger, null)).Fault);
        Assert.Equal(
            ChainStoreFault.OlderSchema,
            Assert.Throws<ChainStoreException>(() => LedgerSnapshot.Open(Ledger, null)).Fault);
        Assert.Equal(before, File.ReadAllBytes(Ledger));
    }

    [Fact]
    public void An_older_ledger_that_is_too_damaged_for_an_update_can_be_repaired()
    {
        const int pageBytes = 4096;
        Take(2);
        var whole = File.ReadAllBytes(Ledger);
        var repaired = 0;
        for (var page = 1; page < whole.Length / pageBytes; page++)
        {
            var harmed = (byte[])whole.Clone();
            harmed.AsSpan(page * pageBytes, pageBytes).Clear();
            foreach (var log in (string[])["-wal", "-shm"]) File.Delete(Ledger + log);
            File.WriteAllBytes(Ledger, harmed);
            try
            {
                Update();
                continue;
            }
            catch (ChainStoreException error)
            {
                Assert.Equal(ChainStoreFault.Damaged, error.Fault);
                Assert.Contains("run p2pchain repair", error.Message, StringComparison.Ordinal);
            }

            repaired++;
            Assert.NotNull(LedgerRepair.Run(Ledger, NetworkParameters.Demo, ChainBuilder.ClockAt(3600)).Copy);
            Assert.Empty(IntegrityCheck.Run(Ledger, null).Findings);
            Assert.InRange(Sql("select txid from pool").Count + Sql("select hash from blocks").Count, 5, 20);
        }

        Assert.InRange(repaired, 5, whole.Length / pageBytes);
    }

    private void Take(int schema) =>
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Storage", "Ledgers", $"schema-{schema}.db"), Ledger);

    private void Update() => SqliteChainStore.Open(Ledger, NetworkParameters.Demo).Dispose();

    private IReadOnlyList<string> Sql(string sql) => _directory.Sql("ledger.db", sql);
}
