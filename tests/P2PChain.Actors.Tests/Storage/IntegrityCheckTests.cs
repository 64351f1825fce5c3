using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;
using P2PChain.Storage;
using P2PChain.Storage.Check;
using P2PChain.Storage.Repair;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Storage;

public sealed class IntegrityCheckTests : IDisposable
{
    private const int PageBytes = 4096;

    private readonly DamagedLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void A_sound_ledger_is_counted_and_left_as_it_is()
    {
        var before = File.ReadAllBytes(_ledger.Path);
        var report = IntegrityCheck.Run(_ledger.Path, null);
        Assert.Empty(report.Findings);
        Assert.True(report.IsSound);
        Assert.Equal(
            (DamagedLedger.Height, _ledger.HashAt(DamagedLedger.Height), 3, 2 * DamagedLedger.Height, 2 * DamagedLedger.Height, 3),
            (report.Height, report.Tip.ToString(), report.SideBlocks, report.Transactions, report.Items, report.Waiting));
        Assert.Equal(NetworkParameters.Demo.Genesis().Hash, report.Network!.Genesis().Hash);
        Assert.Equal(before, File.ReadAllBytes(_ledger.Path));
    }

    [Fact]
    public void A_ledger_that_a_node_writes_is_checked_as_it_is_at_that_moment()
    {
        using var store = SqliteChainStore.Open(_ledger.Path, NetworkParameters.Demo);
        _ = new ChainState(new RuleSchedule(NetworkParameters.Demo), store.Load(), store);
        Assert.True(IntegrityCheck.Run(_ledger.Path, NetworkParameters.Demo).IsSound);
    }

    [Theory]
    [InlineData(
        "blocks", "update blocks set transactions = replace(transactions, 'item-7\"', 'item-8\"') where height = 7")]
    [InlineData("blocks", "update blocks set transactions = '[]' where height = 7")]
    [InlineData("blocks", "update blocks set transaction_bytes = 1 where height = 7")]
    [InlineData("blocks", "update blocks set undo = '[]' where height = 7")]
    [InlineData("blocks", "update blocks set seal = '3006020101020101' where height = 7")]
    [InlineData(
        "blocks",
        "update blocks set transactions = replace(transactions, '\"type\": 1', '\"type\":  1') where height = 7")]
    [InlineData("blocks", "update blocks set undo = '[1]' where on_best_chain = 0")]
    [InlineData("blocks", "delete from blocks where height = 21 and on_best_chain = 0")]
    [InlineData("blocks", "delete from blocks where height = 7")]
    [InlineData("blocks", "update blocks set on_best_chain = 0, undo = null where height = 40")]
    [InlineData("items", "update entries set since = 3 where uid = 'item-7'")]
    [InlineData("items", "delete from entries where uid = 'item-7'")]
    [InlineData("items", "insert into entries select 'ghost', kind, holder, due, since, timestamp, txid, entry from entries where uid = 'item-7'")]
    [InlineData("items", "update entries set kind = 2 where uid = 'item-7'")]
    [InlineData("items", "update entries set due = 1 where uid = 'item-7'")]
    [InlineData("items", "update entries set entry = '{}' where uid = 'item-7'")]
    [InlineData("transactions", "delete from confirmed where number = 7 * 65536 + 1")]
    [InlineData("transactions", "update moves set uid = 'item-8' where uid = 'item-7'")]
    [InlineData(
        "transactions",
        "insert into confirmed select 99 * 65536, txid, at, size, type, requester, timestamp from confirmed limit 1")]
    [InlineData("transactions", "insert into moves select 'ghost', \"transaction\" from moves limit 1")]
    [InlineData("transactions", "delete from moves where uid = 'item-7'")]
    [InlineData("transactions", "update confirmed set at = at + 1 where number = 7 * 65536 + 1")]
    [InlineData("transactions", "update confirmed set size = size - 1 where number = 7 * 65536 + 1")]
    [InlineData("transactions", "update confirmed set txid = zeroblob(32) where number = 7 * 65536 + 1")]
    [InlineData("transactions", "update confirmed set requester = 99 where number = 7 * 65536 + 1")]
    [InlineData("transactions", "update keys set key = replace(key, '0', '1') where number = 1")]
    [InlineData(
        "pool", "update pool set json = (select json from pool where sequence = 1 + (select min(sequence) from pool))")]
    [InlineData("pool", "update pool set txid = 'x'")]
    [InlineData("pool", "delete from marks")]
    [InlineData("rewrites", "insert into rewrites values (1, 0, 1, 0, 0, 1, 'van no/id')")]
    [InlineData("meta", "update meta set value = replace(value, '256', '257') where key = 'parameters'")]
    public void Whatever_somebody_changes_is_found_in_its_table(string table, string sql)
    {
        _ledger.Harm(sql);
        var report = IntegrityCheck.Run(_ledger.Path, NetworkParameters.Demo);
        Assert.Contains(report.Findings, finding => finding.StartsWith($"table {table}, ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_block_and_what_is_wrong_with_it_are_named()
    {
        _ledger.Harm("update blocks set transactions = replace(transactions, 'item-7\"', 'item-8\"') where height = 7");
        var report = IntegrityCheck.Run(_ledger.Path, null);
        Assert.Equal(
            $"table blocks, {_ledger.HashAt(7)}: the header's Merkle root is not that of the transactions", report.Findings[0]);
        Assert.Equal(6, report.Height);
    }

    [Fact]
    public void Another_network_and_no_file_are_no_damage()
    {
        var other = NetworkParameters.Demo with { Name = "other" };
        Assert.Equal(
            ChainStoreFault.OtherNetwork,
            Assert.Throws<ChainStoreException>(() => IntegrityCheck.Run(_ledger.Path, other)).Fault);
        var missing = _ledger.Directory["none.db"];
        Assert.Equal(
            ChainStoreFault.Missing, Assert.Throws<ChainStoreException>(() => IntegrityCheck.Run(missing, null)).Fault);
        Assert.False(File.Exists(missing));
    }

    /// <remarks>
    /// Where the check finds nothing the content is what it was; a ledger that the store loads all the same is one
    /// whose damage lies
    /// where loading does not look; and a repair leaves a ledger that the check accepts, with a prefix of the chain and
    /// every own
    /// transaction that can still be read.
    /// </remarks>
    [Theory]
    [InlineData("bit", 60)]
    [InlineData("cut", 20)]
    [InlineData("page", 20)]
    [InlineData("noise", 20)]
    public void Damage_anywhere_is_found_or_harmless_and_can_be_repaired(string kind, int count)
    {
        var random = new Random(count);
        var (found, times) = (0, TestScale.Times(count));
        for (var i = 0; i < times; i++)
        {
            _ledger.Harm(whole => Harmed(kind, whole, random));
            if (IntegrityCheck.Run(_ledger.Path, NetworkParameters.Demo).IsSound)
            {
                Assert.Equal(_ledger.Sound, _ledger.Content());
                continue;
            }

            found++;
            AssertLoadsAsItWasOrIsRefused();
            var report = LedgerRepair.Run(_ledger.Path, NetworkParameters.Demo, ChainBuilder.ClockAt(3600));
            Assert.True(File.Exists(report.Copy));
            Assert.Empty(IntegrityCheck.Run(_ledger.Path, NetworkParameters.Demo).Findings);
            Assert.InRange(report.Height, 0, DamagedLedger.Height);
            using var store = SqliteChainStore.Open(_ledger.Path, NetworkParameters.Demo);
            var tip = new ChainState(new RuleSchedule(NetworkParameters.Demo), store.Load(), store).Tip;
            Assert.True(tip.Height == 0 || tip.Height > 20 || tip.Hash.ToString() == _ledger.HashAt((int)tip.Height), $"{kind} {i}: {tip}");
        }

        Assert.InRange(found, times / 4, times);
    }

    [Fact]
    public void Another_networks_file_in_its_place_is_refused()
    {
        var other = NetworkParameters.Demo with { Name = "other" };
        SqliteChainStore.Open(_ledger.Directory["other.db"], other).Dispose();
        var bytes = File.ReadAllBytes(_ledger.Directory["other.db"]);
        _ledger.Harm(_ => bytes);
        var refused = Assert.Throws<ChainStoreException>(
            () => IntegrityCheck.Run(_ledger.Path, NetworkParameters.Demo));
        Assert.Equal(ChainStoreFault.OtherNetwork, refused.Fault);
        Assert.Throws<ChainStoreException>(
            () => LedgerRepair.Run(_ledger.Path, NetworkParameters.Demo, ChainBuilder.ClockAt(3600)));
        Assert.Equal(bytes, File.ReadAllBytes(_ledger.Path));
    }

    /// <remarks>A database from a backup beside the log of a later one: SQLite lays the log's pages over the older file.</remarks>
    [Fact]
    public void An_older_file_with_a_newer_log_is_found_or_is_the_newer_ledger()
    {
        var older = File.ReadAllBytes(_ledger.Path);
        var chain = new ChainBuilder();
        var (found, random) = (0, new Random(5));
        for (var i = 0; i < 10; i++)
        {
            _ledger.Harm(static whole => whole);
            using (var store = SqliteChainStore.Open(_ledger.Path, NetworkParameters.Demo))
            {
                var ledger = new TestLedger(NetworkParameters.Demo, store);
                for (var j = 0; j < 5; j++) ledger.Submit(chain.Request(TestKeys.Erin, $"late-{i}-{j}", 50 + j));
                File.Copy(_ledger.Path + "-wal", _ledger.Directory["late.wal"], overwrite: true);
            }

            // The database lost pages that the log does not have, as an older copy would.
            var pages = older.Length / PageBytes;
            var mixed = (byte[])older.Clone();
            mixed.AsSpan((1 + random.Next(pages - 1)) * PageBytes, PageBytes).Clear();
            var log = File.ReadAllBytes(_ledger.Directory["late.wal"]);
            _ledger.Harm(_ => mixed);
            File.WriteAllBytes(_ledger.Path + "-wal", log);
            if (IntegrityCheck.Run(_ledger.Path, NetworkParameters.Demo).IsSound)
            {
                Assert.Equal(8, _ledger.Directory.Sql("ledger.db", "select txid from pool").Count);
                continue;
            }

            found++;
            LedgerRepair.Run(_ledger.Path, NetworkParameters.Demo, ChainBuilder.ClockAt(3600));
            Assert.Empty(IntegrityCheck.Run(_ledger.Path, NetworkParameters.Demo).Findings);
        }

        Assert.InRange(found, 1, 10);
    }

    /// <summary>Loading looks at less, and yet never gives another chain or another custody than was written.</summary>
    private void AssertLoadsAsItWasOrIsRefused()
    {
        try
        {
            using var store = SqliteChainStore.Open(_ledger.Path, NetworkParameters.Demo);
            Assert.Equal(
                _ledger.HashAt(DamagedLedger.Height), new ChainState(new RuleSchedule(NetworkParameters.Demo), store.Load(), store).Tip.Hash.ToString());
        }
        catch (Exception error) when (error is ChainStoreException or InvalidDataException)
        {
            Assert.NotEmpty(error.Message);
        }
    }

    private static byte[] Harmed(string kind, byte[] whole, Random random)
    {
        var page = random.Next(whole.Length / PageBytes) * PageBytes;
        switch (kind)
        {
            case "bit":
                whole[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
                return whole;
            case "cut":
                // Not to nothing, which is a new ledger.
                return whole[..random.Next(1, whole.Length)];
            case "page":
                whole.AsSpan(page, PageBytes).Clear();
                return whole;
            default:
                random.NextBytes(whole.AsSpan(page, PageBytes));
                return whole;
        }
    }
}
