using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Storage;
using P2PChain.Testing;
using static System.FormattableString;

namespace P2PChain.Benchmarks;

/// <summary>
/// A ledger file of any length. Signatures cost too much here, and a stored block's are not read again: all are the
/// same.
/// </summary>
internal static class DrawnLedger
{
    /// <summary>Writes the file.</summary>
    /// <param name="file">The path of a new file.</param>
    /// <param name="blocks">The length of the chain.</param>
    /// <param name="itemsPerBlock">How many items each block requests.</param>
    /// <returns>The blocks' hashes, from height 1 on.</returns>
    public static List<Hash256> Write(string file, int blocks, int itemsPerBlock)
    {
        var memo = new SignatureMemo();
        var draw = new ChainBuilder(new RuleSchedule(NetworkParameters.Demo), memo);
        var signature = TestKeys.Alice.Sign("any"u8);
        using var store = SqliteChainStore.Open(file, NetworkParameters.Demo);
        store.Relax();
        var ledger = new TestLedger(NetworkParameters.Demo, store);
        var hashes = new List<Hash256>();
        for (var height = 1; height <= blocks; height++)
        {
            var transactions = Enumerable.Range(0, itemsPerBlock).Select(i => new Transaction(
                new TransactionContent(
                    TestKeys.Alice.PublicKey, ItemId.Parse(Invariant($"item-{height}-{i}")), TransactionType.Request,
                    ChainBuilder.At(1)),
                signature)).ToArray();
            foreach (var transaction in transactions) memo.Add(transaction.Wid);
            var block = draw.Add(
                Invariant($"{height}"), height == 1 ? "genesis" : Invariant($"{height - 1}"), transactions);
            ledger.Now = new UnixTime(block.Header.TimeMs);
            ledger.Submit(draw.Checked(block));
            hashes.Add(block.Hash);
        }

        store.Settle();
        if (ledger.State.Tip.Height != blocks) throw new InvalidOperationException("The drawn chain does not stand.");
        return hashes;
    }
}
