using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;

namespace P2PChain.Core.Chain;

/// <summary>
/// The ledger of one node: the tree of blocks, custody at the tip, and the pool. Plan → persist → apply → announce:
/// planning reads, applying cannot fail, and the disk write is between them.
/// </summary>
public sealed class ChainState
{
    /// <summary>A block further ahead of this node's clock is kept aside (node policy).</summary>
    public static readonly TimeSpan TimeAheadMax = TimeSpan.FromMinutes(10);

    // Enough to recognise a rival while its copies arrive. A forgotten one costs a pause of some milliseconds.
    private const int RivalsMax = 1_000;

    private readonly IBlockReader _reader;
    private readonly CondemnedBlocks _condemned = new();
    private readonly RecentlyUsed<Hash256, bool> _rivals = new(RivalsMax);
    private readonly OwnMarks _own;

    /// <summary>Starts with the state of a store.</summary>
    /// <param name="rules">The network's rule sets.</param>
    /// <param name="stored">The stored state.</param>
    /// <param name="reader">Reads bodies and undo records.</param>
    /// <param name="poolLimits">The pool's bounds.</param>
    /// <param name="limits">The bounds of side branches.</param>
    /// <exception cref="InvalidDataException">
    /// The stored items do not match the tip's custody root, the best chain has a gap, or a waiting transaction does
    /// not stand.
    /// </exception>
    public ChainState(
        RuleSchedule rules,
        StoredLedger stored,
        IBlockReader reader,
        PoolLimits? poolLimits = null,
        BranchLimits? limits = null)
    {
        Rules = rules;
        _reader = reader;
        poolLimits ??= new PoolLimits();
        _own = new OwnMarks(poolLimits, stored.OwnTransactions);
        GenesisBlock = rules.Network.Genesis();
        Tree = new BlockTree(GenesisBlock);
        Pool = new TransactionPool(poolLimits);
        foreach (var header in stored.Headers) Load(header);
        Custody = stored.Items.Aggregate(CustodyState.Empty, (state, entry) => state.With(entry));
        if (Custody.Root != Tip.Header.CustodyRoot)
            throw new InvalidDataException($"The stored items do not match the custody root of block {Tip}.");
        LoadPool(stored.Pool);
        Stood = new StandingHeight(Tip.Height);
        Branches = new SideBranches(this, limits ?? new BranchLimits());
        Branches.OnLoaded();
    }

    /// <summary>The network's parameters.</summary>
    public NetworkParameters Parameters => Rules.Network;

    /// <summary>The network's rule sets.</summary>
    public RuleSchedule Rules { get; }

    /// <summary>The rules of the next block, by which the pool is judged.</summary>
    public PoolRules PoolRules => new(Rules, Tip.Height + 1);

    /// <summary>Custody after all waiting transactions.</summary>
    public ICustodyEntries CustodyAfterPool => Pool.Over(PoolRules, Custody);

    /// <summary>The network's first block.</summary>
    public Block GenesisBlock { get; }

    /// <summary>The headers of all kept blocks.</summary>
    public BlockTree Tree { get; }

    /// <summary>The pool.</summary>
    public TransactionPool Pool { get; }

    /// <summary>The holder of each item after the tip.</summary>
    public CustodyState Custody { get; private set; }

    /// <summary>Blocks ahead of this node's clock.</summary>
    public ParkedBlocks Parked { get; } = new();

    /// <summary>The last block of the best chain.</summary>
    public HeaderNode Tip => Tree.Tip;

    /// <summary>The ledger as it is now; later steps leave it alone.</summary>
    public LedgerView View => new(Tree.Best, Custody, Pool.View)
    {
        Known = new KnownBlocks(Tree.SideHashes, _condemned.All, Parked.All),
    };

    /// <summary>How long the blocks of the best chain have stood here.</summary>
    internal StandingHeight Stood { get; }

    /// <summary>The branches beside the best chain.</summary>
    internal SideBranches Branches { get; }

    /// <summary>Whether <see cref="PlanStage"/> has to be called.</summary>
    public bool IsStaging => Branches.IsStaging;

    /// <summary>The last block of the better branch under validation; null if there is none.</summary>
    public ChainPoint? Followed => Branches.Followed;

    /// <summary>The reason why this hash is condemned; null if it is not.</summary>
    public Violation? CondemnedFor(Hash256 hash) => _condemned.Find(hash);

    /// <summary>Plans the step for a block.</summary>
    /// <param name="incoming">The block; every check that needs no parent has passed.</param>
    /// <param name="now">The node's wall clock.</param>
    /// <param name="elapsed">The monotonic clock.</param>
    /// <param name="from">The connection that sent it; null if it was mined here.</param>
    /// <param name="isRequested">Whether this node asked for it: then it is kept even if it does not win.</param>
    public ChainStep Plan(
        CheckedBlock incoming, UnixTime now, Moment elapsed, PeerId? from = null, bool isRequested = false)
    {
        var block = incoming.Block;
        if (Tree.TryGet(block.Hash, out _)) return ChainStep.Of(Verdict.AlreadyKnown.Instance);
        if (CondemnedFor(block.Hash) is { } before) return ChainStep.Of(new Verdict.Invalid(before));
        if (!Tree.TryGet(block.Header.PrevHash, out var parent)) return PlanWithoutParent(block);
        if (parent.CheckChild(Rules, block.Header) is { } violation) return Condemn(block.Hash, violation);
        var due = new UnixTime(block.Header.TimeMs).Plus(-TimeAheadMax);
        if (due > now && block.Header.TimeMs > parent.RecentMaxTimeMs() + 1)
            return PlanParked(new ParkedBlock(incoming, from, isRequested, due), now);
        var node = parent.Child(block.Header, block.Hash, block.Seal);
        if (node.Beats(Tip))
        {
            var step = Branches.IsLong(node)
                ? Branches.Keep(block, new ChainEvents.Follows(node.Point))
                : Checked(new BranchPlan(this, _reader, _own, now, elapsed).Plan(node, block, from, isRequested));
            return Seen(step, node, from);
        }
        return Seen(isRequested ? Branches.Keep(block) : ChainStep.Of(Verdict.NotKept.Instance), node, from);
    }

    /// <summary>
    /// Plans the next step of a long reorganisation. Before the last step nothing of the best chain changes.
    /// </summary>
    /// <param name="now">The node's wall clock.</param>
    /// <param name="elapsed">The monotonic clock.</param>
    /// <returns>The step; null if no kept branch beats the best chain.</returns>
    public ChainStep? PlanStage(UnixTime now, Moment elapsed)
    {
        if (Branches.Next() is not { } stage) return null;
        return Checked(stage.IsLong
            ? new StagePlan(this, stage, _reader, _own, now, elapsed).Plan()
            : new BranchPlan(this, _reader, _own, now, elapsed).Plan(stage.Target, null, null, isRequested: false));
    }

    /// <summary>The time limits of admission and mining.</summary>
    /// <param name="now">The node's clock.</param>
    public PoolClock PoolClock(UnixTime now) => new(now, Tip.RecentMaxTimeMs());

    /// <summary>The pool's answer to a transaction whose form and signature were checked.</summary>
    public Admission Plan(Transaction transaction, PoolSource source, UnixTime now)
    {
        var admission = Pool.Plan(PoolRules, transaction, Marked(transaction.TxId, source), Custody, PoolClock(now));
        return admission is Admission.Refused { Refusal.Reason: not RefusalReason.Known }
            && _reader.FindTransaction(transaction.TxId) is { } height
                ? new Admission.Refused(new Refusal(RefusalReason.Known, transaction.Uid, Height: height))
                : admission;
    }

    /// <summary>Applies a planned and stored step. Cannot fail.</summary>
    public void Apply(ChainStep step)
    {
        foreach (var (hash, violation) in step.Condemned) _condemned.Add(hash, violation);
        if (step.Parked is { } parked) Parked.Add(parked);
        foreach (var rival in step.Events.OfType<ChainEvents.RivalSeen>()) _rivals.Set(rival.Block, true);
        Apply(step.Change);
        Branches.OnApplied(step);
        if (step.CustodyAfter is { } custody) Custody = custody;
        ChainInvariants.CheckState(this, step);
    }

    /// <summary>Applies a planned and stored admission. Cannot fail.</summary>
    public void Apply(Admission.Accepted accepted) => Apply(new ChainChange { Pool = ChangeOf(accepted) });

    /// <summary>The change of an admission.</summary>
    public static PoolChange ChangeOf(Admission.Accepted accepted) => new([], [accepted.Entry], []);

    private void Load(StoredHeader stored)
    {
        Tree.AddSide(stored.Header, stored.Hash, stored.Seal, stored.TransactionBytes);
        if (!stored.IsOnBestChain) return;
        if (stored.Header.PrevHash != Tip.Hash)
        {
            throw new InvalidDataException(
                $"The stored best chain does not lead from block {Tip} to block {stored.Hash.Short()}.");
        }
        Tree.Connect(stored.Hash);
    }

    private void LoadPool(ImmutableArray<PoolEntry> stored)
    {
        var rules = PoolRules;
        foreach (var entry in stored)
        {
            var transaction = entry.Transaction;
            if (rules.Check(transaction, Pool.Over(rules, Custody)) is { } refusal)
            {
                throw new InvalidDataException(
                    $"The stored transaction {transaction.TxId} waits and cannot stand: {refusal.Reason.Name()}.");
            }
            Pool.Apply(new PoolChange([], [entry], []));
        }
    }

    private void Apply(ChainChange change)
    {
        foreach (var block in change.Stored) Tree.AddSide(block.Header, block.Hash, block.Seal, block.TransactionBytes);
        foreach (var _ in change.Disconnected) Tree.DisconnectTip();
        foreach (var connected in change.Connected) Tree.Connect(connected.Node.Hash);
        if (change.Join is { } join)
        {
            foreach (var _ in join.Abandoned) Tree.DisconnectTip();
            foreach (var node in join.Branch) Tree.Connect(node.Hash);
            Stood.OnMove(join.Fork.Height, Tip.Height, change.Elapsed);
        }
        foreach (var hash in change.Forgotten) Tree.Forget(hash);
        if (!change.Connected.IsEmpty) Stood.OnMove(change.Connected[0].Node.Height - 1, Tip.Height, change.Elapsed);
        Pool.Apply(change.Pool);
        foreach (var entry in change.Pool.Added)
            if (entry.Source.IsOwn) _own.Set(entry.Transaction.TxId, entry.Source.Origin);
        foreach (var transaction in change.Connected.SelectMany(connected => connected.Block.Transactions))
            _own.Touch(transaction.TxId);
        foreach (var txId in change.Unmarked) _own.Remove(txId);
    }

    /// <summary>An own transaction stays this node's own, by whatever way it returns.</summary>
    private PoolSource Marked(Hash256 txId, PoolSource source)
    {
        var origin = _own.OriginOf(txId);
        if (origin == PoolOrigin.Peer) return source;
        if (origin == PoolOrigin.Here) return PoolSource.Own;
        return source.IsOwn ? source : source with { Origin = origin };
    }

    private ChainStep PlanWithoutParent(Block block) => CondemnedFor(block.Header.PrevHash) is { } ancestor
        ? Condemn(block.Hash, new Violation(Rule.AncestorValid, block.Header.PrevHash.ToString(), ancestor.ToString()))
        : ChainStep.Of(Verdict.UnknownParent.Instance);

    private ChainStep PlanParked(ParkedBlock parked, UnixTime now)
    {
        // A block mined here is ahead of this clock only if the clock was set back since; the next block is better.
        var isKept = parked.From is not null
            && (Parked.Contains(parked.Block.Hash) || Parked.HasRoom(parked.Block, parked.Due, now));
        var step = ChainStep.Of(new Verdict.AheadOfClock(parked.Due, isKept));
        return isKept && !Parked.Contains(parked.Block.Hash) ? step with { Parked = parked } : step;
    }

    private ChainStep Checked(ChainStep step)
    {
        ChainInvariants.CheckPlan(Tip, step);
        return step;
    }

    /// <summary>
    /// Reports a rival: a foreign block at or below our tip's height that is not on our chain. Each is reported once:
    /// copies come from several peers, requested and pushed, and our own abandoned blocks come back.
    /// </summary>
    private ChainStep Seen(ChainStep step, HeaderNode node, PeerId? from) =>
        from is not null
        && node.Height <= Tip.Height
        && step.Verdict is not Verdict.Invalid
        && !_rivals.Contains(node.Hash)
            ? step with { Events = step.Events.Insert(0, new ChainEvents.RivalSeen(node.Hash)) }
            : step;

    private static ChainStep Condemn(Hash256 hash, Violation violation) =>
        ChainStep.Of(new Verdict.Invalid(violation)) with { Condemned = [new(hash, violation)] };
}
