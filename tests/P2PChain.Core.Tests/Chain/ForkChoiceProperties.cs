using System.Globalization;
using CsCheck;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>
/// The chain against the oracle, over random trees of good and bad blocks. Rules F1–F5, H4, H7, H8, C1–C5.
/// </summary>
public sealed class ForkChoiceProperties
{
    private readonly SignedTransactions _signed = new();

    [Fact]
    public void In_whatever_order_blocks_arrive_a_node_ends_on_the_chain_that_the_oracle_prefers() =>
        Gen.Select(RandomTree.Gen(_signed, blocksMax: 24), Gen.Int[0, int.MaxValue]).Sample(
            (tree, seed) =>
            {
                var best = OracleText.LedgerOf(tree.Network).BestOf(tree.Blocks.Select(OracleText.Of));
                for (var node = 0; node < 3; node++)
                {
                    var delivery = new RandomDelivery(tree.Draw, unchecked(seed + node));
                    delivery.Deliver(tree.Blocks);
                    var state = delivery.Ledger.State;
                    Assert.Equal(best.TipHash, state.Tip.Hash.ToString());
                    Assert.Equal(best.Work.ToString(CultureInfo.InvariantCulture), state.Tip.Work.ToString());
                    Assert.Equal(best.Custody.Root, state.Custody.Root.ToString());
                    Assert.Equal(OracleText.Of(best.Custody), OracleText.Of(state.Custody));
                    Assert.Equal(
                        best.Custody.Items.Values.Count(item => item.Holder is not null), state.Custody.HeldCount);
                }
            },
            iter: 200);
}
