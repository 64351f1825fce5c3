using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;
using P2PChain.Storage;
using P2PChain.Storage.Check;
using P2PChain.Storage.Repair;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Storage;

/// <summary>
/// Rule U1: the ledger on disk is opened, verified, repaired and imported by the rule sets of its heights.
/// </summary>
public sealed class UpgradedLedgerTests : IDisposable
{
    private const long Boundary = 3;
    private const long Height = 6;

    private static readonly ImmutableArray<Upgrade> Upgrades = [InventedRuleSet.UpgradeAt(Boundary)];

    private readonly TemporaryDirectory _directory = new();
    private readonly RuleSchedule _rules = new(NetworkParameters.Demo, Upgrades);
    private readonly ChainBuilder _draw;

    public UpgradedLedgerTests()
    {
        _draw = new ChainBuilder(_rules);
        using var store = SqliteChainStore.Open(Path, NetworkParameters.Demo);
        var ledger = new TestLedger(_rules, store);
        for (var i = 1; i <= Height; i++)
        {
            // A holder may request its item again under rule set 2 only.
            Transaction[] body = i == 1 || i >= Boundary ? [_draw.Request(TestKeys.Alice, "laptop", i)] : [];
            ledger.Submit(_draw.Checked(_draw.Add($"a{i}", i == 1 ? "genesis" : $"a{i - 1}", body)));
        }
        Assert.IsType<Admission.Accepted>(ledger.Submit(_draw.Request(TestKeys.Alice, "laptop", 100)));
    }

    private string Path => _directory["ledger.db"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_restart_reads_it_and_goes_on()
    {
        using var store = SqliteChainStore.Open(Path, NetworkParameters.Demo);
        var ledger = new TestLedger(_rules, store);
        Assert.Equal(Height, ledger.State.Tip.Height);
        Assert.Equal(100, ledger.State.CustodyAfterPool.Find(ItemId.Parse("laptop"))!.Timestamp - ChainBuilder.At(0));
        Assert.IsType<Admission.Accepted>(ledger.Submit(_draw.Request(TestKeys.Alice, "laptop", 101)));
    }

    [Fact]
    public void It_is_sound_by_its_schedule_and_damaged_from_the_boundary_on_by_another()
    {
        var sound = IntegrityCheck.Run(Path, NetworkParameters.Demo, upgrades: Upgrades);
        Assert.Empty(sound.Findings);
        Assert.Equal((Height, 1), (sound.Height, sound.Waiting));
        var other = IntegrityCheck.Run(Path, NetworkParameters.Demo);
        Assert.False(other.IsSound);
        Assert.Equal(Boundary - 1, other.Height);
        Assert.Contains("VersionInForce: 2, not 1", other.Findings[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_waiting_transaction_is_verified_by_the_rules_of_the_next_block()
    {
        using (var store = SqliteChainStore.Open(Path, NetworkParameters.Demo))
            store.Commit(new Core.Chain.ChainChange { Pool = new PoolChange([], [Bare()], []) });
        var finding = Assert.Single(IntegrityCheck.Run(Path, NetworkParameters.Demo, upgrades: Upgrades).Findings);
        Assert.Contains("it does not stand: wrong-form", finding.ToString(), StringComparison.Ordinal);

        PoolEntry Bare() => new(_draw.Release(TestKeys.Alice, "laptop", 200), 2, PoolSource.From(new PeerId(1)));
    }

    [Theory]
    [InlineData(true, "; the running ledger is kept as ")]
    [InlineData(false, "; all that was left of the running ledger, which is damaged, is kept as ")]
    public void The_copy_of_a_ledger_that_was_written_over_is_judged_by_the_schedule(bool isScheduled, string said)
    {
        using var store = SqliteChainStore.Open(Path, NetworkParameters.Demo, isScheduled ? Upgrades : []);
        store.Load();
        using (var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = 24; // a counter of SQLite's header
            file.Write("over"u8);
        }

        var refused = Assert.Throws<ChainStoreException>(store.Check);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_repair_keeps_the_blocks_of_both_sets()
    {
        _directory.Sql("ledger.db", "delete from entries");
        var report = LedgerRepair.Run(Path, NetworkParameters.Demo, ChainBuilder.ClockAt(3600), upgrades: Upgrades);
        Assert.NotNull(report.Copy);
        Assert.Equal((Height, 0, 0), (report.Height, report.Cut, report.Lost));
        var sound = IntegrityCheck.Run(Path, NetworkParameters.Demo, upgrades: Upgrades);
        Assert.Empty(sound.Findings);
        Assert.Equal((Height, 1), (sound.Height, sound.Waiting));
    }

    [Fact]
    public void An_import_takes_the_blocks_by_the_schedule_and_stops_at_the_boundary_without_it()
    {
        using (var import = BlockImport.Open(_directory["with.db"], _rules))
        {
            for (var i = 1; i <= Height; i++) Assert.IsType<ImportResult.Added>(import.Add(_draw[$"a{i}"], ChainBuilder.ClockAt(3600)));
            import.Settle();
        }
        using var without = BlockImport.Open(_directory["without.db"], new RuleSchedule(NetworkParameters.Demo));
        for (var i = 1; i < Boundary; i++) Assert.IsType<ImportResult.Added>(without.Add(_draw[$"a{i}"], ChainBuilder.ClockAt(3600)));
        var refused = Assert.IsType<ImportResult.Refused>(
            without.Add(_draw[$"a{Boundary}"], ChainBuilder.ClockAt(3600)));
        Assert.Contains("VersionInForce", refused.Reason, StringComparison.Ordinal);
    }
}
