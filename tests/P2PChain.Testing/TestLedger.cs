using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;

namespace P2PChain.Testing;

/// <summary>
/// A <see cref="ChainState"/> over a store, driven as the chain's actor drives it: plan, persist, apply.
/// </summary>
public sealed class TestLedger
{
    private readonly List<IChainEvent> _events = [];

    public TestLedger(
        NetworkParameters parameters,
        IChainStore? store = null,
        PoolLimits? poolLimits = null,
        BranchLimits? branches = null)
        : this(new RuleSchedule(parameters), store, poolLimits, branches)
    {
    }

    public TestLedger(
        RuleSchedule rules,
        IChainStore? store = null,
        PoolLimits? poolLimits = null,
        BranchLimits? branches = null)
    {
        Store = store ?? new MemoryChainStore();
        State = new ChainState(rules, Store.Load(), Store, poolLimits, branches);
    }

    public IChainStore Store { get; }

    /// <summary>All events so far.</summary>
    public IReadOnlyList<IChainEvent> Events => _events;

    /// <summary>Forgets the events so far.</summary>
    public void ForgetEvents() => _events.Clear();

    public ChainState State { get; }

    /// <summary>The best chain with its blocks.</summary>
    public ArchivedChain Archived => new(State.Tree.Best, State.GenesisBlock, Store.OpenArchive());

    /// <summary>The node's clock; tests set it.</summary>
    public UnixTime Now { get; set; } = ChainBuilder.ClockAt(3600);

    public string Tip => State.Tip.Hash.ToString();

    public ChainStep Submit(CheckedBlock block, long? from = null, bool isRequested = false)
    {
        var step = State.Plan(
            block, Now, new Moment(Now.Milliseconds), from is { } number ? new PeerId(number) : null, isRequested);
        if (!step.Change.IsNone) Store.Commit(step.Change);
        State.Apply(step);
        _events.AddRange(step.Events);
        return step;
    }

    /// <summary>Makes the next step of a long reorganisation; null if there is none.</summary>
    public ChainStep? Stage()
    {
        if (State.PlanStage(Now, new Moment(Now.Milliseconds)) is not { } step) return null;
        if (!step.Change.IsNone) Store.Commit(step.Change);
        State.Apply(step);
        _events.AddRange(step.Events);
        return step;
    }

    /// <summary>Makes all steps of a long reorganisation.</summary>
    public void StageAll()
    {
        while (State.IsStaging) Stage();
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
