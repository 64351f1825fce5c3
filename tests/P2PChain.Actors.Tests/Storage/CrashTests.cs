using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Storage;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Storage;

/// <summary>The process or the power is gone: the files are copied as they stand, without closing the store.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ChainBuilder _chain = new();
    private readonly SqliteChainStore _store;
    private readonly List<string> _commits = [];

    public CrashTests() => _store = SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo);

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Every_commit_is_in_the_files_when_it_returns()
    {
        var ledger = new TestLedger(NetworkParameters.Demo, _store);
        for (var i = 1; i <= 5; i++)
        {
            ledger.Submit(_chain.Request(TestKeys.Alice, "item-" + i, i));
            Assert.Equal(LedgerText.Of(_store.Load()), LedgerText.Of(LoadCopy()));
            ledger.Submit(_chain.Checked(Next(i)));
            Assert.Equal(LedgerText.Of(_store.Load()), LedgerText.Of(LoadCopy()));
        }
    }

    [Fact]
    public void A_log_torn_anywhere_gives_the_state_after_some_commit_and_a_longer_one_never_an_earlier_state()
    {
        _commits.Add(LedgerText.Of(_store.Load()));
        var ledger = new TestLedger(NetworkParameters.Demo, _store);
        for (var i = 1; i <= 12; i++)
        {
            ledger.Submit(_chain.Request(TestKeys.Alice, "item-" + i, i));
            _commits.Add(LedgerText.Of(_store.Load()));
            ledger.Submit(_chain.Checked(Next(i)));
            _commits.Add(LedgerText.Of(_store.Load()));
        }
        var length = new FileInfo(_directory["ledger.db-wal"]).Length;
        var random = new Random(7);
        var cuts = Enumerable.Range(0, 40).Select(_ => random.NextInt64(length)).Append(length).Order();
        var last = 0;
        foreach (var cut in cuts)
        {
            var at = _commits.IndexOf(LedgerText.Of(LoadCopy(log => Tear(log, cut, random))));
            Assert.InRange(at, last, _commits.Count - 1);
            last = at;
        }
        Assert.Equal(_commits.Count - 1, last);
    }

    [Fact]
    public void A_change_that_fails_half_way_leaves_nothing_and_the_store_goes_on()
    {
        var ledger = new TestLedger(NetworkParameters.Demo, _store);
        ledger.Submit(_chain.Checked(Next(1)));
        var before = LedgerText.Of(_store.Load());
        var (known, next) = (_chain["a1"], Next(2));

        Assert.ThrowsAny<Exception>(() => _store.Commit(new ChainChange { Stored = [next, known] }));

        Assert.Equal(before, LedgerText.Of(_store.Load()));
        ledger.Submit(_chain.Checked("a2"));
        Assert.Equal(next.Hash, LoadCopy().Headers[^1].Hash);
    }

    private Block Next(int height) => _chain.Add(
        "a" + height, height == 1 ? "genesis" : "a" + (height - 1), _chain.Request(TestKeys.Alice, "item-" + height, height));

    private StoredLedger LoadCopy(Action<string>? harm = null)
    {
        File.Copy(_directory["ledger.db"], _directory["copy.db"], overwrite: true);
        File.Copy(_directory["ledger.db-wal"], _directory["copy.db-wal"], overwrite: true);
        harm?.Invoke(_directory["copy.db-wal"]);
        using var copy = SqliteChainStore.Open(_directory["copy.db"], NetworkParameters.Demo);
        return copy.Load();
    }

    /// <summary>Only what came before a place reached the disk; of the page there, anything may stand.</summary>
    private static void Tear(string log, long cut, Random random)
    {
        using var file = File.Open(log, FileMode.Open);
        var rest = new byte[Math.Min(512, file.Length - cut)];
        random.NextBytes(rest);
        file.Position = cut;
        file.Write(rest);
        file.SetLength(cut + rest.Length);
    }
}
