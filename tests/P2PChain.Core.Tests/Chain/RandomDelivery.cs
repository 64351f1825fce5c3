using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>
/// A node that gets blocks in any order, some twice, some that nobody asked for; that asks again for what it could not
/// take, waits for what is ahead of its clock, and restarts at any moment.
/// </summary>
internal sealed class RandomDelivery
{
    private readonly ChainBuilder _draw;
    private readonly Random _random;
    private readonly List<CheckedBlock> _again = [];
    private readonly BranchLimits _limits;

    public RandomDelivery(ChainBuilder draw, int seed)
    {
        _draw = draw;
        _random = new Random(seed);
        // From one block a step to the whole tree.
        _limits = new BranchLimits(StepBytesMax: 1_000L << _random.Next(8));
        Ledger = new TestLedger(draw.Parameters, branches: _limits) { Now = ChainBuilder.ClockAt(_random.Next(-1_000, 2_000)) };
    }

    public TestLedger Ledger { get; private set; }

    public void Deliver(IEnumerable<Block> blocks)
    {
        var good = blocks.Where(block => _draw.ViolationOf(block) is null).Select(_draw.Checked).ToArray();
        CheckedBlock[] arriving = [.. good, .. good.Where(_ => _random.Next(4) == 0)];
        _random.Shuffle(arriving);
        foreach (var block in arriving)
        {
            Submit(block, isRequested: _random.Next(3) == 0);
            Ledger.Now = Ledger.Now.Plus(TimeSpan.FromSeconds(_random.Next(60)));
            foreach (var due in Ledger.State.Parked.TakeDue(Ledger.Now)) Submit(due.Block, due.IsRequested);
            Stage();
            if (_random.Next(10) == 0) Restart();
        }
        Ledger.Now = ChainBuilder.ClockAt(1_000_000);
        AskAgain();
    }

    /// <summary>Asks for what is missing until nothing more comes of it.</summary>
    private void AskAgain()
    {
        foreach (var due in Ledger.State.Parked.TakeDue(Ledger.Now)) _again.Add(due.Block);
        for (var open = _again.Count + 1; _again.Count > 0 && _again.Count < open;)
        {
            open = _again.Count;
            CheckedBlock[] asked = [.. _again.DistinctBy(block => block.Hash)];
            _again.Clear();
            _random.Shuffle(asked);
            foreach (var block in asked) Submit(block, isRequested: true);
            if (_random.Next(3) == 0) Restart();
        }
        Ledger.StageAll();
    }

    /// <summary>Makes some steps of a long reorganisation, as the writer does between two messages.</summary>
    private void Stage()
    {
        for (var steps = _random.Next(4); steps > 0 && Ledger.State.IsStaging; steps--)
        {
            var before = Ledger.State.Tip;
            Ledger.Stage();
            var tip = Ledger.State.Tip;
            Assert.True(tip.Hash == before.Hash || tip.Beats(before), "the tip only ever moves to a better one");
            Assert.Equal(tip.Header.CustodyRoot, Ledger.State.Custody.Root);
        }
    }

    private void Submit(CheckedBlock block, bool isRequested)
    {
        var before = Ledger.State.Tip;
        var verdict = Ledger.Submit(block, _random.Next(3) == 0 ? null : _random.Next(1, 4), isRequested).Verdict;
        if (verdict is Verdict.UnknownParent or Verdict.NotKept or Verdict.AheadOfClock { IsKept: false }) _again.Add(block);
        Assert.Equal(verdict is Verdict.Invalid, Ledger.State.CondemnedFor(block.Hash) is not null);
        var tip = Ledger.State.Tip;
        Assert.Equal(verdict is Verdict.Connected, tip.Hash == block.Hash && before.Hash != tip.Hash);
        Assert.True(tip.Hash == before.Hash || tip.Beats(before), "the tip only ever moves to a better one");
        Assert.Equal(tip.Header.CustodyRoot, Ledger.State.Custody.Root);
        if (verdict is Verdict.Connected or Verdict.OnSideBranch) Assert.Equal(block.Hash, Ledger.Archived.FindBlock(block.Hash)!.Hash);
    }

    private void Restart()
    {
        var before = Ledger.State;
        // What was parked is forgotten, as its senders know when they are asked again.
        _again.AddRange(before.Parked.TakeDue(ChainBuilder.ClockAt(10_000_000)).Select(parked => parked.Block));
        Ledger = new TestLedger(_draw.Parameters, Ledger.Store, branches: _limits) { Now = Ledger.Now };
        Assert.Equal(before.Tip.Hash, Ledger.State.Tip.Hash);
        Assert.Equal(before.Tip.Work, Ledger.State.Tip.Work);
        Assert.Equal(OracleText.Of(before.Custody), OracleText.Of(Ledger.State.Custody));
        Assert.Equal(
            (before.Tree.SideCount, before.Tree.SideBytes), (Ledger.State.Tree.SideCount, Ledger.State.Tree.SideBytes));
        Assert.Equal(before.Pool.Entries.Select(Waiting), Ledger.State.Pool.Entries.Select(Waiting));
    }

    private static (Hash256 Wid, bool IsOwn) Waiting(PoolEntry entry) => (entry.Transaction.Wid, entry.Source.IsOwn);
}
