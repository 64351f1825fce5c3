using P2PChain.Core.Model;
using P2PChain.Storage;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Storage;

/// <summary>A ledger that an older version of the program wrote is brought up to this one's.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ChainBuilder _chain = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_ledger_of_schema_1_opens_with_its_refusals_dated_by_the_block_that_refused_them()
    {
        var ours = Fill();
        AsSchema1();

        using (var store = SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo))
        {
            var ledger = new TestLedger(NetworkParameters.Demo, store);
            Assert.Equal(_chain["a2"].Hash, ledger.State.Tip.Hash);
            Assert.Equal("2", Assert.Single(Sql("select value from meta where key = 'schema-version'")));
            Assert.Equal(
                $"{ours.TxId}|held-by|{_chain["a1"].Header.TimeMs}",
                Assert.Single(Sql("select txid, reason, refused_at_ms from refusals")));
            ledger.Submit(_chain.Checked(_chain.Add("a3", "a2")));
        }
        using var again = SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo);
        Assert.Equal(_chain["a3"].Hash, new TestLedger(NetworkParameters.Demo, again).State.Tip.Hash);
    }

    [Fact]
    public void A_copy_of_the_older_file_stays_beside_it()
    {
        Fill();
        AsSchema1();
        File.WriteAllText(_directory["ledger.db.schema-1"], "what an interrupted attempt left");
        SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo).Dispose();
        Assert.Equal("1", Assert.Single(_directory.Sql("ledger.db.schema-1", "select value from meta where key = 'schema-version'")));
        Assert.Equal("3", Assert.Single(_directory.Sql("ledger.db.schema-1", "select count(*) from blocks")));
    }

    [Fact]
    public void A_migrated_file_has_the_tables_of_a_new_one()
    {
        const string columns = """
            select t.name, c.name, c.type, c."notnull", c.pk from sqlite_master t, pragma_table_info(t.name) c
            where t.type in ('table', 'index') order by 1, c.name
            """;
        Fill();
        var fresh = Sql(columns);
        var indexes = Sql("select name from sqlite_master where type = 'index' order by name");
        AsSchema1();
        Assert.NotEqual(fresh, Sql(columns));
        SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo).Dispose();
        Assert.Equal(fresh, Sql(columns));
        Assert.Equal(indexes, Sql("select name from sqlite_master where type = 'index' order by name"));
    }

    /// <summary>Two blocks, the first of which refuses a request of ours.</summary>
    private Transaction Fill()
    {
        using var store = SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo);
        var ledger = new TestLedger(NetworkParameters.Demo, store);
        var ours = _chain.Request(TestKeys.Alice, "laptop-001", 1);
        ledger.Submit(ours);
        ledger.Submit(_chain.Checked(_chain.Add("a1", "genesis", _chain.Request(TestKeys.Bob, "laptop-001", 2))));
        ledger.Submit(_chain.Checked(_chain.Add("a2", "a1")));
        return ours;
    }

    /// <summary>Takes away what came after schema 1.</summary>
    private void AsSchema1() => Sql("""
        drop index refusals_by_time;
        alter table refusals drop column refused_at_ms;
        alter table pool drop column from_plain;
        alter table own drop column from_plain;
        update meta set value = '1' where key = 'schema-version';
        """);

    private IReadOnlyList<string> Sql(string sql) => _directory.Sql("ledger.db", sql);
}
