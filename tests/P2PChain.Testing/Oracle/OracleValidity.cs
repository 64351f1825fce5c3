using System.Numerics;
using static P2PChain.Testing.Oracle.RuleBrokenException;

namespace P2PChain.Testing.Oracle;

/// <summary>Validity of a block on its parent, cheapest first: one method a step.</summary>
internal sealed class OracleValidity(OracleParameters parameters, bool checkSignatures)
{
    private const long TenMinutesMs = 600_000;

    private readonly OracleSignatures _signatures = new();

    /// <summary>The state after the block; throws at the first rule that it breaks.</summary>
    public OracleState After(OracleState parent, string text)
    {
        var block = OracleBlock.Read(text);
        CheckHeader(parent, block);
        CheckPlace(parent, block);
        CheckBody(block);
        var custody = CheckTransactions(parent, block);
        return new OracleState
        {
            Before = parent,
            Tip = block,
            Work = parent.Work + block.Difficulty,
            LargestTimeMs = Math.Max(parent.LargestTimeMs, block.TimeMs),
            Custody = custody,
        };
    }

    /// <summary>What the header of a block on this parent must state.</summary>
    public long RequiredDifficulty(OracleState parent)
    {
        // Genesis's own time says nothing about the miners, so the first gap is the one between blocks 1 and 2.
        if (parameters.Moving is not var (spacing, halfLife) || parent.Height < 2)
            return parameters.InitialDifficulty;

        var gap = Math.Min(parent.LargestTimeMs - parent.Before!.LargestTimeMs, 10 * spacing);
        var d = new BigInteger(parent.Tip.Difficulty);
        var next = d + Floor(d * (spacing - gap), halfLife);
        return (long)BigInteger.Min(OracleFields.IntegerMax, BigInteger.Max(256, next));
    }

    /// <summary>
    /// Element ⌊n/2⌋ of the ascending times of the last n = min(11, index) blocks, the parent included.
    /// </summary>
    public static long MedianTimeMs(OracleState parent)
    {
        var times = parent.BackToGenesis().Take(11).Select(state => state.Tip.TimeMs).Order().ToList();
        return times[times.Count / 2];
    }

    private static BigInteger Floor(BigInteger dividend, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    // 1. header hash, parent, proof of work, required difficulty, version, seal
    private void CheckHeader(OracleState parent, OracleBlock block)
    {
        var hash = block.HeaderHash;
        Require(block.Hash == hash, OracleRule.HeaderHash, $"{block.Hash} is sent, {hash} is true");
        Require(block.PrevHash == parent.TipHash, OracleRule.Parent, $"{block.PrevHash} is not {parent.TipHash}");
        Require(block.ProvesWork, OracleRule.ProofOfWork, $"{hash} × {block.Difficulty} is not below 2^256");
        var required = RequiredDifficulty(parent);
        Require(block.Difficulty == required, OracleRule.Difficulty, $"{block.Difficulty} is not {required}");
        Require(block.Version == 1, OracleRule.Version, $"{block.Version} is not 1");

        if (parameters.Miners.IsEmpty)
        {
            Require(block.Seal.Length == 0, OracleRule.Seal, $"a network without miners has no seals");
            return;
        }

        Require(parameters.Miners.Contains(block.Miner), OracleRule.Miner, $"{block.Miner} is not a miner");
        Require(block.Seal.Length > 0, OracleRule.Seal, $"missing");
        var message = Convert.FromHexString(hash);
        var isSealed = !checkSignatures || _signatures.Verify(block.Miner, message, block.Seal);
        Require(isSealed, OracleRule.Seal, $"{block.Seal} does not verify");
    }

    // 2. index and time
    private static void CheckPlace(OracleState parent, OracleBlock block)
    {
        Require(block.Index == parent.Height + 1, OracleRule.Index, $"{block.Index} is not {parent.Height + 1}");
        var median = MedianTimeMs(parent);
        Require(block.TimeMs > median, OracleRule.MedianTime, $"{block.TimeMs} is not after {median}");
    }

    // 3. what the body is without the chain
    private void CheckBody(OracleBlock block)
    {
        var root = OracleTrees.MerkleRoot([.. block.Transactions.Select(transaction => transaction.Text)]);
        Require(block.MerkleRoot == root, OracleRule.MerkleRoot, $"{block.MerkleRoot} is not {root}");
        var count = block.Transactions.Length;
        Require(block.TxCount == count, OracleRule.Count, $"{block.TxCount} is not {count}");
        var size = block.TransactionsText.Length;
        Require(size <= parameters.MaxBlockBytes, OracleRule.Size, $"{size} bytes are over {parameters.MaxBlockBytes}");
        var txids = block.Transactions.Select(transaction => transaction.Txid).ToList();
        Require(txids.Distinct().Count() == txids.Count, OracleRule.Twice, $"a txid stands twice");

        foreach (var transaction in block.Transactions)
        {
            var (network, stated) = (parameters.Name, transaction.Network ?? "");
            Require(stated == network, OracleRule.Network, $"'{stated}' is not '{network}'");
            var isMember = parameters.Members.IsEmpty || parameters.Members.Contains(transaction.Requester);
            Require(isMember, OracleRule.Member, $"{transaction.Requester} is not a member");
            var isSigned = !checkSignatures
                || _signatures.Verify(transaction.Requester, transaction.SigningText, transaction.Signature);
            Require(isSigned, OracleRule.Signature, $"{transaction.Signature} does not verify");
        }
    }

    // 4. and 5. moments, custody in block order, custody root
    private OracleCustody CheckTransactions(OracleState parent, OracleBlock block)
    {
        foreach (var transaction in block.Transactions)
        {
            var (moment, latest) = (transaction.Milliseconds, block.TimeMs + TenMinutesMs);
            Require(moment <= latest, OracleRule.TooEarly, $"{moment} is after {latest}");
        }

        var custody = parent.Custody;
        foreach (var transaction in block.Transactions)
        {
            if (custody.Refusal(transaction, parameters) is { } refusal)
                throw new RuleBrokenException(refusal.Reason, $"{transaction.Text}: {refusal}");
            custody = custody.With(transaction, block.Index);
        }

        var root = custody.Root;
        Require(block.CustodyRoot == root, OracleRule.CustodyRoot, $"{block.CustodyRoot} is not {root}");
        return custody;
    }
}
