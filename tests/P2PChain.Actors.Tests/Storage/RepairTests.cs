using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Storage.Repair;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Storage;

public sealed class RepairTests : IDisposable
{
    private static readonly UnixTime Now = ChainBuilder.ClockAt(3600);

    private readonly DamagedLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void A_sound_ledger_is_left_alone()
    {
        var before = File.ReadAllBytes(_ledger.Path);
        Assert.Null(LedgerRepair.Run(_ledger.Path, null, Now).Copy);
        Assert.Equal(before, File.ReadAllBytes(_ledger.Path));
    }

    [Fact]
    public void Tables_that_are_made_from_blocks_are_made_again_and_nothing_is_lost()
    {
        _ledger.Harm("delete from entries; delete from confirmed where number >> 16 > 7; delete from moves where uid < 'j'; delete from keys; update blocks set undo = '[]' where height = 9");
        var report = LedgerRepair.Run(_ledger.Path, null, Now);
        Assert.Equal(
            (DamagedLedger.Height, 0, 0, 0, 0),
            (report.Height, report.Cut, report.Unread, report.Waiting, report.Lost));
        Assert.Equal(_ledger.Sound, _ledger.Content());
    }

    [Fact]
    public void Own_transactions_of_blocks_that_are_lost_wait_again_with_those_that_waited()
    {
        _ledger.Harm("delete from blocks where height = 30");
        var report = LedgerRepair.Run(_ledger.Path, null, Now);
        Assert.Equal((29L, 10L, 1L, 3L, 0L), (report.Height, report.Cut, report.Unread, report.Waiting, report.Lost));
        Assert.Equal(
            [_ledger.OwnAt(32), _ledger.OwnAt(36), _ledger.OwnAt(40)],
            _ledger.Directory.Sql("ledger.db", "select txid from pool where is_own = 1 order by sequence limit 3"));
        Assert.Equal(["6"], _ledger.Directory.Sql("ledger.db", "select cast(count(*) as text) from pool"));
    }

    [Fact]
    public void Transactions_of_a_block_whose_header_is_damaged_are_read_all_the_same()
    {
        _ledger.Harm("update blocks set header = replace(header, 'nonce\": ', 'nonce\": 1') where height = 40");
        Assert.Equal((39L, 1L, 1L), LedgerRepair.Run(_ledger.Path, null, Now) is var report ? (report.Height, report.Cut, report.Waiting) : default);
    }

    [Fact]
    public void Where_the_marks_are_lost_whatever_the_lost_blocks_held_waits()
    {
        _ledger.Harm("delete from blocks where height = 39; update marks set txid = cast('x' || txid as blob)");
        Assert.Equal(2, LedgerRepair.Run(_ledger.Path, null, Now).Waiting);
    }

    [Fact]
    public void Refusals_are_kept()
    {
        _ledger.Harm(
            "insert into refused select unhex(txid), 'waits-1', 'held-by', null, 0, 3, 0.0, null, 0, 1, 40, 1766620800000, json from pool "
            + "where json like '%waits-1%'; delete from pool where json like '%waits-1%'; delete from entries");
        LedgerRepair.Run(_ledger.Path, null, Now);
        Assert.Equal(
            ["waits-1|held-by|3"],
            _ledger.Directory.Sql("ledger.db", "select uid, reason, cast(height as text) from refusals"));
    }

    [Fact]
    public void Alarms_of_reorganisations_are_kept()
    {
        _ledger.Harm("insert into rewrites values (3, 5, 1, 0, 0, 1, 'laptop-001 van'); delete from entries");
        LedgerRepair.Run(_ledger.Path, null, Now);
        Assert.Equal(
            ["3|laptop-001 van"],
            _ledger.Directory.Sql("ledger.db", "select cast(number as text), items from rewrites"));
    }

    [Fact]
    public void A_side_branch_takes_over_where_the_best_chain_has_lost_more()
    {
        _ledger.Harm("delete from blocks where height = 22 and on_best_chain = 1");
        Assert.Equal(23, LedgerRepair.Run(_ledger.Path, null, Now).Height);
    }

    [Fact]
    public void What_was_there_is_kept_under_a_name_of_its_own_each_time()
    {
        for (var time = 1; time <= 2; time++)
        {
            _ledger.Directory.Sql("ledger.db", "delete from entries");
            Assert.Equal(
                $"{_ledger.Path}.damaged-{time}", LedgerRepair.Run(_ledger.Path, NetworkParameters.Demo, Now).Copy);
        }

        Assert.Equal(["0"], _ledger.Directory.Sql("ledger.db.damaged-2", "select cast(count(*) as text) from items"));
    }
}
