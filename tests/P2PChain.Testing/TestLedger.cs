using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;

namespace P2PChain.Testing;

/// <summary>A <see cref="ChainState"/> over a store, driven as the chain's actor drives it: plan, persist, apply.</summary>
public sealed class TestLedger
{
    public TestLedger(
        NetworkParameters parameters,
        IChainStore? store = null,
        PoolLimits? poolLimits = null,
        long sideBytesMax = ChainState.SideBytesMax)
        : this(new RuleSchedule(parameters), store, poolLimits, sideBytesMax)
    {
    }

    public TestLedger(
        RuleSchedule rules,
        IChainStore? store = null,
        PoolLimits? poolLimits = null,
        long sideBytesMax = ChainState.SideBytesMax)
    {
        Store = store ?? new MemoryChainStore();
        State = new ChainState(rules, Store.Load(), Store, poolLimits, sideBytesMax);
    }

    public IChainStore Store { get; }

    public ChainState State { get; }

    /// <summary>The best chain with its blocks.</summary>
    public ArchivedChain Archived => new(State.Tree.Best, State.GenesisBlock, Store.OpenArchive());

    /// <summary>The node's clock; tests set it.</summary>
    public UnixTime Now { get; set; } = ChainBuilder.ClockAt(3600);

    public string Tip => State.Tip.Hash.ToString();

    public ChainStep Submit(CheckedBlock block, long? from = null, bool isRequested = false)
    {
        var step = State.Plan(block, Now, new Moment(Now.Milliseconds), from is { } number ? new PeerId(number) : null, isRequested);
        if (!step.Change.IsNone) Store.Commit(step.Change);
        State.Apply(step);
        return step;
    }

    public Admission Submit(Transaction transaction, PoolSource? source = null)
    {
        var admission = State.Plan(transaction, source ?? PoolSource.Own, Now);
        if (admission is not Admission.Accepted accepted) return admission;
        Store.Commit(new ChainChange { Pool = ChainState.ChangeOf(accepted) });
        State.Apply(accepted);
        return admission;
    }
}
