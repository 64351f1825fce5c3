using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;
using P2PChain.Core.Wire;

namespace P2PChain.Storage.Repair;

/// <summary>Adds blocks and transactions to a ledger without a node, by every rule for those of a peer.</summary>
/// <remarks>
/// A block need not be on the disk before the next one is checked: it can be imported again. Nothing is guaranteed
/// before <see cref="Settle"/> returns.
/// </remarks>
public sealed class BlockImport : IDisposable
{
    private readonly SqliteChainStore _store;
    private readonly SignatureVerifier _verifier = new();
    private readonly BlockChecks _checks;
    private readonly ChainState _chain;

    private BlockImport(SqliteChainStore store, RuleSchedule rules)
    {
        _store = store;
        _checks = new BlockChecks(rules, _verifier, new SignatureMemo());
        _chain = new ChainState(rules, store.Load(), store);
        store.Relax();
    }

    /// <summary>The last block of the best chain.</summary>
    public HeaderNode Tip => _chain.Tip;

    /// <summary>Opens a network's ledger; a missing one is made.</summary>
    /// <param name="path">The file; no other process has it open to write.</param>
    /// <param name="rules">The network's rule sets.</param>
    /// <exception cref="ChainStoreException">It cannot be used.</exception>
    public static BlockImport Open(string path, RuleSchedule rules)
    {
        var store = SqliteChainStore.Open(path, rules.Network);
        try
        {
            return new BlockImport(store, rules);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Adds a block in its form on the wire.</summary>
    /// <param name="line">Its JSON.</param>
    /// <param name="now">The clock.</param>
    public ImportResult Add(ReadOnlyMemory<byte> line, UnixTime now) =>
        LedgerJson.TryReadBlock(line, out var block, out var fault)
            ? Add(block, now)
            : new ImportResult.Refused("it is no block: " + Findings.Text(fault));

    /// <summary>Adds a block.</summary>
    public ImportResult Add(Block block, UnixTime now)
    {
        if (block.Height == 0)
        {
            return block.Hash == _chain.GenesisBlock.Hash
                ? new ImportResult.Known()
                : new ImportResult.OtherNetwork(block.Hash, _chain.GenesisBlock.Hash);
        }

        if (_chain.Tree.TryGet(block.Hash, out _)) return new ImportResult.Known();
        if (!_checks.TryCheck(block, out var good, out var violation))
            return new ImportResult.Refused(violation.ToString());
        var step = _chain.Plan(good, now, new Moment(0), isRequested: true);
        if (!step.Change.IsNone) _store.Commit(step.Change);
        _chain.Apply(step);
        return step.Verdict switch
        {
            Verdict.Connected or Verdict.OnSideBranch => new ImportResult.Added(),
            Verdict.UnknownParent => new ImportResult.WithoutParent(),
            Verdict.Invalid(var broken) => new ImportResult.Refused(broken.ToString()),
            Verdict.AheadOfClock(var due, _) =>
                new ImportResult.Refused($"it is ahead of this machine's clock, and may come from {due} on"),
            _ => new ImportResult.Refused("there is no room for its branch beside the best chain"),
        };
    }

    /// <summary>Adds a transaction to the pool, or records why it cannot be added.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="source">Its source.</param>
    /// <param name="now">The clock.</param>
    /// <returns>Whether it waits, or is in a block.</returns>
    internal bool Add(Transaction transaction, PoolSource source, UnixTime now)
    {
        if (!_checks.TryCheck(transaction, out _, out _)) return false;
        switch (_chain.Plan(transaction, source, now))
        {
            case Admission.Accepted accepted:
                _store.Commit(new ChainChange { Pool = ChainState.ChangeOf(accepted) });
                _chain.Apply(accepted);
                return true;
            case Admission.Refused { Refusal: { Reason: not Core.Custody.RefusalReason.Known } refusal }:
                var refused = new RefusedTransaction(transaction, source, refusal, WasConfirmed: true);
                _store.Commit(new ChainChange { At = now, Pool = new PoolChange([], [], [refused]) });
                return false;
            default:
                return true;
        }
    }

    /// <summary>Writes everything added so far to the disk.</summary>
    /// <exception cref="ChainStoreException">The disk refuses.</exception>
    public void Settle() => _store.Settle();

    /// <summary>
    /// Closes the ledger. Without a call of <see cref="Settle"/> before, the last blocks may have to be imported again.
    /// </summary>
    public void Dispose()
    {
        _store.Dispose();
        _verifier.Dispose();
    }
}
