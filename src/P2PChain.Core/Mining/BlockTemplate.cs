using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;

namespace P2PChain.Core.Mining;

/// <summary>A block without its nonce, and without its seal if the network lists miners.</summary>
/// <param name="Header">The header with nonce 0.</param>
/// <param name="Transactions">In block order.</param>
public sealed record BlockTemplate(BlockHeader Header, ImmutableArray<Transaction> Transactions)
{
    /// <summary>The finished block.</summary>
    public Block With(long nonce, Signature? seal = null) => new(Header with { Nonce = nonce }, seal, Transactions);

    /// <summary>
    /// The finished block, to be submitted. It is not verified again: its transactions were verified before they
    /// waited, and the template keeps the other rules. Only the proof of work is new.
    /// </summary>
    public CheckedBlock Finish(long nonce, Signature? seal = null)
    {
        var block = With(nonce, seal);
        var hasWork = ProofOfWork.Meets(block.Hash, Header.Difficulty);
        Invariant.Check(hasWork, "What this node mined has its work", block.Hash);
        return new CheckedBlock(block);
    }

    /// <summary>
    /// The next block on the tip, by the rule set of its height: the waiting transactions in order, as many as fit.
    /// Transactions that would date the block ahead of the clock stay in the pool. Null if none is left and an empty
    /// block is not wanted, or if the miner may not mine it.
    /// </summary>
    /// <param name="chain">The ledger.</param>
    /// <param name="now">The node's clock.</param>
    /// <param name="miner">The miner's key.</param>
    /// <param name="mayBeEmpty">Whether a block without transactions is wanted.</param>
    /// <remarks>
    /// The block's time is the clock's, but after the median and close enough to the latest transaction. An item's
    /// transactions have rising dates, so if one stays, the later ones stay too. Source: docs/rules.md M1.
    /// </remarks>
    public static BlockTemplate? On(ChainState chain, UnixTime now, PublicKey miner, bool mayBeEmpty)
    {
        var tip = chain.Tip;
        var rules = chain.Rules.At(tip.Height + 1);
        if (!rules.MayMine(miner, chain.Custody)) return null;
        var clock = chain.PoolClock(now);
        var due = chain.Pool.Entries.Select(entry => entry.Transaction)
            .Where(waiting => clock.WaitsUntil(waiting) is null);
        ImmutableArray<Transaction> transactions = [.. due.Take(rules.CountFitting(due))];
        if (transactions.Length == 0 && !mayBeEmpty) return null;
        var latestMs = transactions.Length == 0 ? 0 : transactions.Max(t => t.TimestampMs);
        var earliest = Math.Max(tip.MedianTimeMs() + 1, latestMs - BlockChecks.TransactionAheadMaxMs);
        var timeMs = Math.Max(now.Milliseconds, earliest);
        if (timeMs > NetworkParameters.TimeMsMax) return null; // only a clock past the year 2248 leads there
        var at = new BlockMoment(tip.Height + 1, timeMs);
        var stands = CustodyStep.TryApply(rules, chain.Custody, transactions, at, out var step, out var violation);
        Invariant.Check(stands, "What waits stands on the best chain", violation);
        var root = MerkleTree.Root([.. transactions.Select(t => t.CanonicalBytes)]);
        var header = new BlockHeader(
            rules.Version, at.Height, tip.Hash, root, step!.After.Root, transactions.Length, timeMs,
            tip.RequiredDifficulty(chain.Parameters), 0, miner);
        return new BlockTemplate(header, transactions);
    }
}
