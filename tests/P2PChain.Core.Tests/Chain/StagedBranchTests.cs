using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Rules;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>Rule F5: a long reorganisation is made in stages. The best chain stands until the last one.</summary>
public sealed class StagedBranchTests
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger;

    public StagedBranchTests() => _ledger = Ledger();

    [Fact]
    public void The_old_chain_stands_and_grows_until_the_whole_branch_is_valid()
    {
        Submit("a", 6);
        Submit("b", 8);
        Assert.True(_ledger.State.IsStaging);
        var stages = 0;
        for (; _ledger.State.IsStaging; stages++)
        {
            if (stages == 2) Submit("a7", "a6", TestKeys.Alice, _draw.Request(TestKeys.Alice, "late", 60));
            var tip = _ledger.State.Tip;
            Assert.True(tip.Hash == _draw["a6"].Hash || tip.Hash == _draw["a7"].Hash || stages > 8);
            _ledger.Stage();
        }
        Assert.Equal(_draw["b8"].Hash, _ledger.State.Tip.Hash);
        Assert.Equal(_draw.Custody("b8").Root, _ledger.State.Custody.Root);
        Assert.True(stages > 8, $"{stages} stages");
        Assert.Contains("late", _ledger.State.Pool.Entries.Select(entry => entry.Transaction.Uid.Text));
        Assert.Equal(7, Assert.Single(_ledger.Events.OfType<ChainEvents.Reorganised>()).Abandoned);
        // The stored items are those of the new tip; otherwise the ledger does not load.
        Assert.Equal(_ledger.State.Custody.Root, Ledger(_ledger).State.Custody.Root);
    }

    [Fact]
    public void A_branch_that_loses_meanwhile_goes_on_from_there_when_it_wins_again()
    {
        Submit("a", 5);
        Submit("b", 6);
        for (var i = 0; i < 5; i++) _ledger.Stage();
        Submit("a6", "a5");
        Submit("a7", "a6");
        _ledger.StageAll();
        Assert.Equal(_draw["a7"].Hash, _ledger.State.Tip.Hash);
        Submit("b7", "b6", TestKeys.Bob);
        Submit("b8", "b7", TestKeys.Bob);
        var stages = 0;
        for (; _ledger.State.Tip.Hash != _draw["b8"].Hash; stages++) _ledger.Stage();
        // The way down is not gone a second time: eight blocks up, and the join.
        Assert.Equal(9, stages);
    }

    [Fact] // rule F3
    public void An_invalid_block_in_the_branch_is_condemned_with_its_descendants_and_the_best_chain_stands()
    {
        Submit("a", 5);
        Submit("b", 3);
        _draw.Add("b4", "b3", Bobs, _draw.Release(TestKeys.Bob, "never-held", 50));
        _draw.Add("b5", "b4", Bobs);
        _draw.Add("b6", "b5", Bobs);
        foreach (var name in (string[])["b4", "b5", "b6"])
            _ledger.Submit(_draw.Checked(name), from: 1, isRequested: true);
        _ledger.StageAll();
        Assert.Equal(_draw["a5"].Hash, _ledger.State.Tip.Hash);
        Assert.Equal(Rule.ReleaseOfHeld, _ledger.State.CondemnedFor(_draw["b4"].Hash)?.Rule);
        Assert.Equal(Rule.AncestorValid, _ledger.State.CondemnedFor(_draw["b6"].Hash)?.Rule);
        Assert.Equal(3, _ledger.State.Tree.SideCount);
        Assert.Equal(_draw["a5"].Hash, _ledger.Events.OfType<ChainEvents.Follows>().Last().Tip.Hash);
    }

    [Fact]
    public void After_a_restart_the_validation_begins_anew()
    {
        Submit("a", 5);
        Submit("b", 6);
        for (var i = 0; i < 6; i++) _ledger.Stage();
        Assert.Equal(_draw["a5"].Hash, _ledger.State.Tip.Hash);
        var again = Ledger(_ledger);
        Assert.Equal(_draw["a5"].Hash, again.State.Tip.Hash);
        again.StageAll();
        Assert.Equal(_draw["b6"].Hash, again.State.Tip.Hash);
        Assert.Equal(_draw["b6"].Hash, Ledger(again).State.Tip.Hash);
    }

    [Fact]
    public void An_own_transaction_that_came_after_its_block_was_validated_is_confirmed()
    {
        Submit("a", 5);
        var mine = _draw.Request(TestKeys.Bob, "item-b1", 20 + 1);
        Submit("b", 6);
        for (var i = 0; i < 6; i++) _ledger.Stage();
        Assert.Equal(_draw["a5"].Hash, _ledger.State.Tip.Hash);
        Assert.IsType<Admission.Accepted>(_ledger.Submit(mine, PoolSource.Own));
        _ledger.StageAll();
        var told = Assert.Single(_ledger.Events.OfType<ChainEvents.TransactionConfirmed>());
        Assert.Equal((mine.TxId, 1), (told.Transaction.TxId, told.Height));
        Assert.Empty(_ledger.Events.OfType<ChainEvents.TransactionRefused>());
    }

    [Fact]
    public void A_release_by_another_key_of_an_item_that_this_node_requested_is_told_at_the_join()
    {
        var mine = _draw.Request(TestKeys.Alice, "van", 1);
        Assert.IsType<Admission.Accepted>(_ledger.Submit(mine, PoolSource.Own));
        Submit("fork", "genesis", TestKeys.Alice, mine);
        Submit("a1", "fork");
        Submit("a2", "a1");
        Submit("b1", "fork", TestKeys.Bob, _draw.Request(TestKeys.Bob, "other", 2));
        var releases = new[] { _draw.Release(TestKeys.Carol, "van", 3), _draw.Release(TestKeys.Carol, "other", 3) };
        Submit("b2", "b1", TestKeys.Bob, releases);
        for (var i = 3; i <= 8; i++) Submit($"b{i}", $"b{i - 1}", TestKeys.Bob);
        Assert.True(_ledger.State.IsStaging);
        _ledger.StageAll();
        var told = _ledger.Events.OfType<ChainEvents.BlockConnected>().Last().ReleasedByOthers;
        var expected = new ReleasedByOther(
            mine.Uid, mine.TxId, TestKeys.Alice.PublicKey, TestKeys.Carol.PublicKey, Height: 3);
        Assert.Equal<ReleasedByOther>([expected], told);
    }

    [Fact]
    public void A_better_branch_that_comes_meanwhile_wins_in_the_end()
    {
        Submit("a", 4);
        Submit("b", 5);
        for (var i = 0; i < 3; i++) _ledger.Stage();
        Submit("c", 7, TestKeys.Carol);
        _ledger.StageAll();
        Assert.Equal(_draw["c7"].Hash, _ledger.State.Tip.Hash);
    }

    // One or two blocks a stage.
    private static TestLedger Ledger(TestLedger? before = null) =>
        new(NetworkParameters.Demo, before?.Store, branches: new BranchLimits(StepBytesMax: 4 << 10));

    private static BlockHeader Bobs(BlockHeader header) => header with { Miner = TestKeys.Bob.PublicKey };

    private void Submit(string branch, int length, DeterministicSigner? miner = null)
    {
        miner ??= branch == "a" ? TestKeys.Alice : TestKeys.Bob;
        for (var i = 1; i <= length; i++)
        {
            var request = _draw.Request(miner, $"item-{branch}{i}", 20 + i);
            Submit($"{branch}{i}", i == 1 ? "genesis" : $"{branch}{i - 1}", miner, request);
        }
    }

    private void Submit(
        string name, string parent, DeterministicSigner? miner = null, params Transaction[] transactions)
    {
        var key = (miner ?? TestKeys.Alice).PublicKey;
        _draw.Add(name, parent, header => header with { Miner = key }, transactions);
        _ledger.Submit(_draw.Checked(name), from: 1, isRequested: true);
    }
}
