using P2PChain.Core.Model;
using P2PChain.Core.Storage;
using P2PChain.Storage;
using P2PChain.Storage.Check;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Storage;

/// <summary>
/// A ledger that is removed, replaced or overwritten while it is open: noticed, kept, and the new file left alone.
/// </summary>
public sealed class ReplacedFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ChainBuilder _chain = new();
    private readonly SqliteChainStore _store;
    private readonly TestLedger _ledger;

    public ReplacedFileTests()
    {
        Directory.CreateDirectory(_directory["d"]);
        _store = SqliteChainStore.Open(Path, NetworkParameters.Demo);
        _ledger = new TestLedger(NetworkParameters.Demo, _store);
        Add(1, 20);
        // A backup of an earlier state, one file as sqlite3's .backup makes it.
        _directory.Sql("d/ledger.db", $"vacuum into '{_directory["backup"]}'");
        Add(21, 40);
    }

    private string Path => _directory["d/ledger.db"];

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "removed", "nothing stands in its place" },
        { "moved away", "nothing stands in its place" },
        { "another moved over it", "another file stands in its place" },
        { "all three removed", "nothing stands in its place" },
        { "all three removed and a backup put there", "another file stands in its place" },
        { "the directory removed", "nothing stands in its place" },
        { "the directory moved away", "nothing stands in its place" },
        { "the log removed", "ledger.db-wal: nothing stands in its place" },
        { "the log replaced", "ledger.db-wal: another file stands in its place" },
        { "the log cut", "ledger.db-wal: it was cut" },
        { "the index removed", "ledger.db-shm: nothing stands in its place" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_was_open_is_kept_whole_beside_what_stands_there_now(string change, string difference)
    {
        if (!FileIdentity.IsKnown) return;
        Do(change);
        var refused = Assert.Throws<ChainStoreException>(_store.Check);
        Assert.Equal(ChainStoreFault.Replaced, refused.Fault);
        Assert.Equal(
            $"ledger.db was replaced while the node ran; the running ledger is kept as ledger.db.orphan-1 in {_directory["d"]} ({difference}).",
            refused.Message);
        var kept = IntegrityCheck.Run(Path + ".orphan-1", NetworkParameters.Demo);
        Assert.Empty(kept.Findings);
        Assert.Equal((40, _ledger.State.Tip.Hash), (kept.Height, kept.Tip));
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("another moved over it")]
    [InlineData("overwritten")]
    public void Nothing_more_is_committed(string change)
    {
        if (!FileIdentity.IsKnown) return;
        Do(change);
        var next = _chain.Checked(_chain.Add("a41", "a40"));
        Assert.Equal(ChainStoreFault.Replaced, Assert.Throws<ChainStoreException>(() => _ledger.Submit(next)).Fault);
        Assert.Equal(40, _ledger.State.Tip.Height);
    }

    [Theory]
    [InlineData("another moved over it")]
    [InlineData("all three removed and a backup put there")]
    [InlineData("overwritten")]
    public void A_backup_that_was_put_there_is_what_the_next_start_finds(string change)
    {
        if (!FileIdentity.IsKnown) return;
        Do(change);
        Assert.Throws<ChainStoreException>(_store.Check);
        _store.Dispose();
        Assert.Equal(File.ReadAllBytes(_directory["backup"]), File.ReadAllBytes(Path));
        Assert.False(File.Exists(Path + "-wal")); // SQLite would add it to the backup
        var found = IntegrityCheck.Run(Path, NetworkParameters.Demo);
        Assert.Empty(found.Findings);
        Assert.Equal(20, found.Height);
    }

    [Fact]
    public void A_backup_that_was_put_there_just_before_the_end_is_left_alone_too()
    {
        if (!FileIdentity.IsKnown) return;
        Do("another moved over it");
        _store.Dispose();
        Assert.Equal(20, IntegrityCheck.Run(Path, NetworkParameters.Demo).Height);
        Assert.Equal(40, IntegrityCheck.Run(Path + ".orphan-1", NetworkParameters.Demo).Height);
    }

    [Fact]
    public void Of_a_file_that_was_overwritten_it_is_said_whether_all_of_it_is_kept()
    {
        Do("overwritten");
        var refused = Assert.Throws<ChainStoreException>(_store.Check);
        var isSound = IntegrityCheck.Run(Path + ".orphan-1", NetworkParameters.Demo).IsSound;
        Assert.Equal(
            $"ledger.db was replaced while the node ran; {(isSound ? "the running ledger" : "all that was left of the running ledger, which is damaged,")} "
                + $"is kept as ledger.db.orphan-1 in {_directory["d"]} (other content was written into it).",
            refused.Message);
    }

    [Fact]
    public void A_file_that_was_overwritten_is_never_told_as_damaged_by_itself()
    {
        _store.Settle(); // so that little is left in the log
        Overwrite(Path, new byte[new FileInfo(Path).Length]);
        for (var height = 1; height <= 40; height++)
        {
            try
            {
                _store.ReadBlock(_chain[$"a{height}"].Hash);
            }
            catch (ChainStoreException refused)
            {
                Assert.Equal(ChainStoreFault.Replaced, refused.Fault);
            }
        }

        Assert.Equal(ChainStoreFault.Replaced, Assert.Throws<ChainStoreException>(() => Add(41, 41)).Fault);
    }

    [Fact]
    public void Without_its_log_the_ledger_is_whole_when_it_is_closed()
    {
        if (!FileIdentity.IsKnown) return;
        Do("the log removed");
        Assert.Throws<ChainStoreException>(_store.Check);
        _store.Dispose();
        Assert.Equal(40, IntegrityCheck.Run(Path, NetworkParameters.Demo).Height);
    }

    [Fact]
    public void Where_no_copy_can_be_made_the_log_is_kept_and_it_is_said()
    {
        if (!FileIdentity.IsKnown) return;
        Directory.Delete(_directory["d"], recursive: true);
        File.WriteAllText(_directory["d"], "in the way");
        var refused = Assert.Throws<ChainStoreException>(_store.Check);
        Assert.StartsWith(
            "ledger.db was replaced while the node ran; the running ledger could not be kept in ",
            refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void No_file_is_written_over()
    {
        if (!FileIdentity.IsKnown) return;
        File.WriteAllText(Path + ".orphan-1", "mine");
        File.WriteAllText(Path + ".orphan-2-wal", "mine");
        Do("removed");
        Assert.Contains(
            "ledger.db.orphan-3 ", Assert.Throws<ChainStoreException>(_store.Check).Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path + ".orphan-1"));
        Assert.Equal("mine", File.ReadAllText(Path + ".orphan-2-wal"));
    }

    [Fact]
    public void Readers_backups_and_a_long_life_are_no_change()
    {
        for (var height = 41; height < 400; height++)
        {
            Add(height, height);
            if (height % 50 == 0) _directory.Sql("d/ledger.db", "select count(*) from blocks");
            _store.Check();
        }

        File.SetLastWriteTimeUtc(Path, DateTime.UnixEpoch); // touch
        File.CreateSymbolicLink(_directory["link"], Path);
        Assert.Equal(399, IntegrityCheck.Run(_directory["link"], NetworkParameters.Demo).Height);
        _directory.Sql("d/ledger.db", $"vacuum into '{_directory["later"]}'");
        _store.Check();
    }

    private void Add(int first, int last)
    {
        for (var height = first; height <= last; height++)
        {
            _chain.Add($"a{height}", height == 1 ? "genesis" : $"a{height - 1}", _chain.Request(TestKeys.Alice, $"item-{height}", height));
            _ledger.Submit(_chain.Checked($"a{height}"));
        }
    }

    private void Do(string change)
    {
        switch (change)
        {
            case "removed": File.Delete(Path); break;
            case "moved away": File.Move(Path, _directory["elsewhere"]); break;
            case "another moved over it": Restore(); break;
            case "overwritten": Overwrite(Path, File.ReadAllBytes(_directory["backup"])); break;
            case "all three removed": RemoveAll(); break;
            case "all three removed and a backup put there":
                RemoveAll();
                Restore();
                break;
            case "the directory removed": Directory.Delete(_directory["d"], recursive: true); break;
            case "the directory moved away": Directory.Move(_directory["d"], _directory["e"]); break;
            case "the log removed": File.Delete(Path + "-wal"); break;
            case "the log replaced":
                File.Copy(Path + "-wal", _directory["log"]);
                File.Move(_directory["log"], Path + "-wal", overwrite: true);
                break;
            case "the log cut": Overwrite(Path + "-wal", []); break;
            case "the index removed": File.Delete(Path + "-shm"); break;
            default: throw new System.Diagnostics.UnreachableException(change);
        }
    }

    private void RemoveAll()
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Delete(Path + suffix);
    }

    private void Restore()
    {
        File.Copy(_directory["backup"], _directory["copy"]);
        File.Move(_directory["copy"], Path, overwrite: true);
    }

    /// <summary>As cp does: the same file, other content.</summary>
    private static void Overwrite(string path, byte[] content)
    {
        using var file = new FileStream(path, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
        file.Write(content);
    }
}
