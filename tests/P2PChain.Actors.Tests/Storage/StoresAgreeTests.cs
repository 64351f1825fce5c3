using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Storage;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Storage;

/// <summary>
/// Two nodes take, mine and exchange at random; what one of them stores in memory and on disk is the same at every
/// step.
/// </summary>
public sealed class StoresAgreeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ChainBuilder _chain = new();
    private readonly MemoryChainStore _memory = new();
    private SqliteChainStore _disk;
    private double _seconds;

    public StoresAgreeTests() => _disk = OpenDisk();

    public void Dispose()
    {
        _disk.Dispose();
        _memory.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(1, 64 << 20)]
    [InlineData(2, 64 << 20)]
    [InlineData(3, 64 << 20)]
    [InlineData(4, 64 << 20)]
    [InlineData(5, 1 << 10)]
    [InlineData(6, 4 << 10)]
    [InlineData(7, 8 << 10)]
    [InlineData(8, 16 << 10)]
    public void Memory_and_disk_tell_the_same_after_any_history(int seed, long stepBytes)
    {
        var random = new Random(seed);
        var limits = new BranchLimits(StepBytesMax: stepBytes);
        var ours = new TestLedger(NetworkParameters.Demo, new Both(_memory, () => _disk), branches: limits);
        var theirs = new TestLedger(NetworkParameters.Demo);
        var reorganisations = 0;
        for (var step = 0; step < 150; step++)
        {
            switch (random.Next(10))
            {
                case < 3: Take(ours, random); break;
                case < 5: Take(theirs, random); break;
                case 5: Mine(ours, TestKeys.Alice); break;
                case 6: Mine(theirs, TestKeys.Bob); break;
                case 7: reorganisations += Fetch(ours, theirs); break;
                case 8: Fetch(theirs, ours); break;
                default: ours = Restart(limits); break;
            }
            while (ours.State.IsStaging && random.Next(6) > 0)
                if (ours.Stage() is { Change.Join: not null }) reorganisations++;
            Assert.Equal(LedgerText.Of(_memory.Load()), LedgerText.Of(_disk.Load()));
        }
        Assert.Equal(LedgerText.OfAll(_memory, _memory.Load()), LedgerText.OfAll(_disk, _disk.Load()));
        Assert.NotEqual(0, reorganisations);
        Assert.NotEqual(0, ours.State.Tree.SideCount);
    }

    private SqliteChainStore OpenDisk() => SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo);

    private TestLedger Restart(BranchLimits limits)
    {
        _disk.Dispose();
        _disk = OpenDisk();
        return new TestLedger(NetworkParameters.Demo, new Both(_memory, () => _disk), branches: limits);
    }

    private void Take(TestLedger ledger, Random random)
    {
        var who = TestKeys.All[random.Next(3)];
        var uid = "item-" + random.Next(6);
        var isHeld = ledger.State.CustodyAfterPool.Find(ItemId.Parse(uid))?.Holder is not null;
        var transaction = isHeld ? _chain.Release(who, uid, _seconds += 1.1) : _chain.Request(
            who, uid, _seconds += 1.1);
        ledger.Submit(transaction, random.Next(3) switch { 0 => PoolSource.Own, 1 => PoolSource.From(new PeerId(3)), _ => PoolSource.FromPlain(new PeerId(4)) });
    }

    private void Mine(TestLedger ledger, DeterministicSigner miner)
    {
        var template = BlockTemplate.On(ledger.State, ChainBuilder.ClockAt(_seconds), miner.PublicKey, mayBeEmpty: true)!;
        ledger.Submit(_chain.Checked(_chain.Mine(template)));
    }

    /// <summary>Everything of the other's best chain; 1 when that made this one leave its own.</summary>
    private int Fetch(TestLedger ledger, TestLedger from)
    {
        var tip = ledger.State.Tip;
        var theirs = from.Archived;
        for (var height = 1; from.State.Tree.AtHeight(height) is { } node; height++)
            if (!ledger.State.Tree.TryGet(node.Hash, out _))
                ledger.Submit(_chain.Checked(theirs.FindBlock(node.Hash)!), from: 3, isRequested: true);
        return ledger.State.Tree.IsOnBestChain(tip) ? 0 : 1;
    }

    /// <summary>Commits to both, answers from the disk.</summary>
    private sealed class Both(MemoryChainStore memory, Func<SqliteChainStore> disk) : IChainStore
    {
        public StoredLedger Load() => disk().Load();

        public void Commit(ChainChange change)
        {
            memory.Commit(change);
            disk().Commit(change);
        }

        public IBlockArchive OpenArchive() => disk().OpenArchive();

        public void Check() => disk().Check();

        public Block ReadBlock(Hash256 hash) => disk().ReadBlock(hash);

        public CustodyUndo ReadUndo(Hash256 hash) => disk().ReadUndo(hash);

        public long? FindTransaction(Hash256 txId) => disk().FindTransaction(txId);

        public long? FindStaged(Hash256 txId) => disk().FindStaged(txId);

        public void Dispose()
        {
        }
    }
}
