using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.RuleSets;

/// <summary>
/// The rules for a block or a transaction that need no parent, cheapest first. A block is checked by the rule set of
/// the height that its header names; rule H7 compares that height with the parent's. A transaction has no height, so it
/// is checked by the rules that all sets share; the pool checks its form by the set of the next block.
/// </summary>
/// <remarks>Not thread-safe, because its verifier is not. Source: docs/rules.md H1–H6, B1–B6.</remarks>
public sealed class BlockChecks(RuleSchedule rules, SignatureVerifier verifier, SignatureMemo memo)
{
    /// <summary>How much later than its block a transaction may be dated, ms: honest clocks differ.</summary>
    public const long TransactionAheadMaxMs = 10 * 60 * 1000;

    private readonly TransactionChecks _transactions = new(rules.Network, verifier, memo);

    /// <summary>Checks a whole block.</summary>
    public bool TryCheck(
        Block block, [NotNullWhen(true)] out CheckedBlock? good, [NotNullWhen(false)] out Violation? violation)
    {
        violation = CheckHeader(block.Header, block.Hash, block.Seal) ?? CheckBody(block);
        good = violation is null ? new CheckedBlock(block) : null;
        return violation is null;
    }

    /// <summary>Checks a header alone: ranges, proof of work, version, the miner's key and the seal.</summary>
    /// <param name="header">The header.</param>
    /// <param name="hash">Its computed hash.</param>
    /// <param name="seal">The received seal.</param>
    public Violation? CheckHeader(BlockHeader header, Hash256 hash, Signature? seal) =>
        CheckRanges(header) ?? CheckWork(header, hash) ?? CheckVersion(header) ?? CheckMiner(header)
        ?? CheckSeal(header, hash, seal);

    /// <summary>Checks a transaction alone by the rules that all sets share.</summary>
    public bool TryCheck(
        Transaction transaction,
        [NotNullWhen(true)] out CheckedTransaction? good,
        [NotNullWhen(false)] out Violation? violation)
    {
        good = _transactions.TryCheck(transaction, out violation) ? new CheckedTransaction(transaction) : null;
        return good is not null;
    }

    /// <summary>Checks the ranges of a header's numbers; null if all hold.</summary>
    public static Violation? CheckRanges(BlockHeader header) =>
        Range(header.Index, 0, NetworkParameters.IntegerMax)
        ?? Range(header.TxCount, 0, NetworkParameters.IntegerMax)
        ?? Range(header.TimeMs, 0, NetworkParameters.TimeMsMax)
        ?? Range(header.Difficulty, NetworkParameters.DifficultyMin, NetworkParameters.IntegerMax)
        ?? Range(header.Nonce, 0, NetworkParameters.IntegerMax);

    private static Violation? Range(long value, long min, long max)
    {
        if (value < min) return Violation.Of(Rule.HeaderRange, value, min);
        return value > max ? Violation.Of(Rule.HeaderRange, value, max) : null;
    }

    private Violation? CheckVersion(BlockHeader header)
    {
        var inForce = rules.At(header.Index).Version;
        if (header.Version == inForce) return null;
        var violation = Violation.Of(Rule.VersionInForce, header.Version, inForce);
        return violation with { IsUnknownVersion = !rules.Knows(header.Version) };
    }

    private static Violation? CheckWork(BlockHeader header, Hash256 hash) =>
        ProofOfWork.Meets(hash, header.Difficulty)
            ? null
            : new Violation(
                Rule.ProofOfWork,
                hash.ToString(),
                "hash x " + header.Difficulty.ToString(CultureInfo.InvariantCulture) + " < 2^256");

    private Violation? CheckMiner(BlockHeader header)
    {
        if (header.Miner is not { } miner) return new Violation(Rule.MinerListed, "(none)", "a key");
        return verifier.IsOnCurve(miner) ? null : new Violation(Rule.KeyOnCurve, miner.Hex, "a point of P-256");
    }

    private Violation? CheckSeal(BlockHeader header, Hash256 hash, Signature? seal)
    {
        if (rules.Network.Miners.IsEmpty)
            return seal is null ? null : new Violation(Rule.Seal, seal.Hex, "\"\": the network lists no miners");
        if (seal is null) return new Violation(Rule.Seal, "\"\"", "the miner's signature");
        Span<byte> message = stackalloc byte[Hash256.Bytes];
        hash.CopyTo(message);
        return verifier.Verify(header.Miner!, message, seal)
            ? null
            : new Violation(Rule.Seal, seal.Hex, "the miner's signature");
    }

    private Violation? CheckBody(Block block)
    {
        if (block.Header.TxCount != block.Transactions.Length)
            return Violation.Of(Rule.TransactionCount, block.Header.TxCount, block.Transactions.Length);
        var root = block.ComputeMerkleRoot();
        if (block.Header.MerkleRoot != root)
            return new Violation(Rule.MerkleRoot, block.Header.MerkleRoot.ToString(), root.ToString());
        var set = rules.At(block.Height);
        return set.CheckForm(block) ?? CheckUnique(block) ?? CheckEach(block, set);
    }

    private static Violation? CheckUnique(Block block)
    {
        var seen = new HashSet<Hash256>(block.Transactions.Length);
        foreach (var transaction in block.Transactions)
        {
            if (!seen.Add(transaction.TxId))
                return new Violation(Rule.TransactionsUnique, transaction.TxId.ToString(), "once");
        }
        return null;
    }

    private Violation? CheckEach(Block block, IRuleSet set)
    {
        foreach (var transaction in block.Transactions)
        {
            if (set.CheckForm(transaction.Content) is { } form) return form;
            if (!_transactions.TryCheck(transaction, out var violation)) return violation;
            if (transaction.TimestampMs > block.Header.TimeMs + TransactionAheadMaxMs)
            {
                return Violation.Of(
                    Rule.TransactionNotAfterBlock,
                    transaction.TimestampMs,
                    block.Header.TimeMs + TransactionAheadMaxMs);
            }
        }
        return null;
    }
}
