using CsCheck;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Tests.Chain;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Mining;

/// <summary>Rule M1: the template, mined, is everybody's next block.</summary>
public sealed class TemplateProperties
{
    // 256 characters of twelve bytes each, escaped: some twenty such transactions fill the smallest block.
    private static readonly string LongNote = string.Concat(Enumerable.Repeat("😀", 256));

    private readonly SignedTransactions _signed = new();

    [Fact] // rules M1, B2
    public void A_mined_template_is_accepted_by_another_node_and_by_the_oracle_and_holds_all_that_fits_in_order() =>
        Gen.Select(
            RandomNetwork.Gen,
            Gen.Select(Gen.Int[0, 39], Gen.Int[0, 2], Gen.Bool, Gen.Int[-1_200, 4_100]).Array[0, 60],
            Gen.Int[0, 5_000])
            .Sample(
                (network, moves, clock) =>
                {
                    var (draw, oracle) = (new ChainBuilder(network), OracleText.LedgerOf(network));
                    var miner = new TestLedger(network) { Now = ChainBuilder.ClockAt(clock) };
                    var other = new TestLedger(network) { Now = ChainBuilder.ClockAt(clock) };
                    foreach (var (item, who, isLong, seconds) in moves) Submit(miner, item, who, isLong, Math.Max(1, clock + 600 - seconds));
                    var (replay, waiting) = (oracle.Genesis, miner.State.Pool.Count);
                    do
                    {
                        var before = miner.State.Pool.Entries.Select(entry => entry.Transaction).ToList();
                        var template = BlockTemplate.On(miner.State, miner.Now, TestKeys.Bob.PublicKey, mayBeEmpty: true)!;
                        var block = draw.Mine(template);
                        Assert.Equal(before.Take(template.Transactions.Length), template.Transactions);
                        Assert.True(block.TransactionBytes <= 65_536);
                        var next = before.Skip(template.Transactions.Length).FirstOrDefault();
                        Assert.True(next is null || block.TransactionBytes + 2 + next.CanonicalBytes.Length > 65_536, "as much as fits");
                        Assert.True(template.Header.TimeMs >= miner.Now.Milliseconds, "never before the clock");
                        Assert.IsType<Verdict.Connected>(other.Submit(draw.Checked(block), from: 1).Verdict);
                        Assert.IsType<Verdict.Connected>(miner.Submit(draw.Checked(block)).Verdict);
                        var checkedByOracle = oracle.Next(replay, OracleText.Of(block));
                        Assert.Null(checkedByOracle.Violation);
                        replay = checkedByOracle.State;
                        waiting -= template.Transactions.Length;
                        Assert.Equal(waiting, miner.State.Pool.Count);
                    }
                    while (waiting > 0);
                    Assert.Equal(OracleText.Of(replay.Custody), OracleText.Of(other.State.Custody));
                    Assert.Null(BlockTemplate.On(miner.State, miner.Now, TestKeys.Bob.PublicKey, mayBeEmpty: false));
                },
                iter: 60);

    private void Submit(TestLedger ledger, int item, int who, bool isLong, double seconds)
    {
        var uid = $"item-{item}";
        var entry = ledger.State.CustodyAfterPool.Find(ItemId.Parse(uid));
        var holder = TestKeys.All.FirstOrDefault(key => key.PublicKey == entry?.Holder);
        var type = holder is null ? TransactionType.Request : TransactionType.Release;
        var transaction = _signed.Of(
            ledger.State.Parameters, holder ?? TestKeys.All[who], uid, type, seconds, isLong ? LongNote : null);
        var admission = ledger.Submit(transaction, PoolSource.Own);
        Assert.False(admission is Admission.Refused { Refusal.Reason: RefusalReason.HeldBy or RefusalReason.NotHeld });
    }
}
