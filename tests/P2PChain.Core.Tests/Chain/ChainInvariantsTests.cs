using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>A good step is spoiled in one place, as a bug would, and found out.</summary>
public sealed class ChainInvariantsTests
{
    private readonly ChainBuilder _draw = new();
    private readonly MemoryChainStore _store = new();
    private readonly ChainState _chain;
    private readonly ChainStep _step;

    /// <summary>A chain that is about to go on to b2: from a1 or from b1, whichever hash is the smaller.</summary>
    public ChainInvariantsTests()
    {
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "laptop-001", 1));
        _draw.Add(
            "b1", "genesis", _draw.Request(TestKeys.Bob, "laptop-001", 2), _draw.Request(TestKeys.Bob, "van-7", 2));
        _draw.Add("b2", "b1", _draw.Release(TestKeys.Bob, "van-7", 3));
        _chain = new ChainState(new RuleSchedule(NetworkParameters.Demo), _store.Load(), _store);
        foreach (var name in (string[])["a1", "b1"]) Make(Plan(name));
        _step = Plan("b2");
    }

    [Fact]
    public void A_good_step_is_passed_over()
    {
        ChainInvariants.CheckPlan(_chain.Tip, _step);
        _store.Commit(_step.Change);
        ChainInvariants.CheckStored(_store, _step.Change);
        _chain.Apply(_step);
        ChainInvariants.CheckState(_chain, _step);
        Assert.Equal(_draw["b2"].Hash, _chain.Tip.Hash);
    }

    [Fact]
    public void A_step_to_a_chain_with_less_work_is_refused() => AssertBroken(
        "A change of the best chain is to a better one",
        () => ChainInvariants.CheckPlan(_step.Change.Connected[^1].Node, new ChainStep(
            _step.Verdict, new ChainChange { Disconnected = [_step.Change.Connected[^1].Node] }, [])));

    [Fact]
    public void A_block_that_does_not_follow_is_refused() => AssertBroken(
        "A block follows the one before it",
        () => Check(change => change with { Connected = [.. change.Connected, change.Connected[^1]] }));

    [Fact]
    public void What_leaves_without_being_the_tip_is_refused() => AssertBroken(
        "What leaves the best chain is its tip",
        () => Check(change => change with { Disconnected = [.. change.Disconnected, change.Connected[^1].Node] }));

    [Fact]
    public void A_block_without_its_undo_record_is_refused() => AssertBroken(
        "A block on the best chain can be undone",
        () => Check(change => change with { Connected = [.. change.Connected.Select(one => one with { Undo = new CustodyUndo([]) })] }));

    [Fact]
    public void What_is_confirmed_and_would_wait_as_well_is_refused() => AssertBroken(
        "What is confirmed does not wait",
        () => Check(
            change => change with { Pool = change.Pool with { Added = [Waiting(_draw["b2"].Transactions[0])] } }));

    [Fact]
    public void What_waits_though_it_was_confirmed_is_found_when_the_step_is_made()
    {
        var (step, twin) = (_step, Waiting(_draw["b2"].Transactions[0]));
        _store.Commit(step.Change);
        _chain.Pool.Apply(new PoolChange([], [twin], []));
        AssertBroken("What is confirmed does not wait", () => _chain.Apply(step));
    }

    [Fact]
    public void A_disk_that_gives_back_another_undo_record_is_found_to_be_damaged() =>
        Assert.Throws<InvalidDataException>(() => ChainInvariants.CheckStored(new Forgetful(), _step.Change));

    private static void AssertBroken(string rule, Action act) => Assert.Equal(
        rule, Assert.Throws<InvariantException>(act).Rule);

    private static PoolEntry Waiting(Transaction transaction) => new(transaction, 1, PoolSource.Own);

    private void Check(Func<ChainChange, ChainChange> spoil) =>
        ChainInvariants.CheckPlan(_chain.Tip, _step with { Change = spoil(_step.Change) });

    private ChainStep Plan(string name) => _chain.Plan(
        _draw.Checked(name), ChainBuilder.ClockAt(100), new Moment(0), new PeerId(1), isRequested: true);

    private void Make(ChainStep step)
    {
        _store.Commit(step.Change);
        _chain.Apply(step);
    }

    private sealed class Forgetful : IBlockReader
    {
        public Block ReadBlock(Hash256 hash) => throw new KeyNotFoundException();

        public CustodyUndo ReadUndo(Hash256 hash) => new([]);

        public long? FindTransaction(Hash256 txId) => null;

        public long? FindStaged(Hash256 txId) => null;
    }
}
