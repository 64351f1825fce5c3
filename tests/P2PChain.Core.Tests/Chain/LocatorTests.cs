using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

public sealed class LocatorTests
{
    [Fact]
    public void It_is_dense_for_ten_then_doubles_and_ends_in_genesis()
    {
        var (draw, ledger) = Chain(60);
        var heights = Locator.Of(ledger.State.Tree.Best).Select(hash => ledger.State.Tree.TryGet(hash, out var node) ? node.Height : -1);
        Assert.Equal([60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 49, 45, 37, 21, 0], heights);
        Assert.Equal(draw["genesis"].Hash, Locator.Of(ledger.State.Tree.Best)[^1]);
    }

    [Fact]
    public void The_fork_is_the_first_block_that_both_have()
    {
        var (draw, ledger) = Chain(20);
        draw.Add("b1", "a3", draw.Request(TestKeys.Bob, "b", 1));
        var fork = Locator.Fork(ledger.State.Tree, [draw["b1"].Hash, Hash256.Of("x"u8), draw["a3"].Hash, draw["genesis"].Hash]);
        Assert.Equal(draw["a3"].Hash, fork.Hash);
        Assert.Equal(0, Locator.Fork(ledger.State.Tree, []).Height);
    }

    [Fact]
    public void Peers_have_the_blocks_below_their_tips_on_whatever_branch()
    {
        var (draw, ledger) = Chain(20);
        draw.Add("b1", "a3", draw.Request(TestKeys.Bob, "b", 1));
        ledger.Submit(draw.Checked("b1"), from: 1, isRequested: true);
        var tree = ledger.State.Tree;
        Assert.Equal(0, tree.SharedHeight([]));
        Assert.Equal(0, tree.SharedHeight([Hash256.Of("x"u8)]));
        Assert.Equal(3, tree.SharedHeight([draw["b1"].Hash]));
        Assert.Equal(12, tree.SharedHeight([draw["b1"].Hash, draw["a12"].Hash, Hash256.Of("x"u8)]));
    }

    private static (ChainBuilder Draw, TestLedger Ledger) Chain(int length)
    {
        var draw = new ChainBuilder();
        var ledger = new TestLedger(NetworkParameters.Demo);
        for (var i = 1; i <= length; i++)
        {
            draw.Add($"a{i}", i == 1 ? "genesis" : $"a{i - 1}");
            ledger.Submit(draw.Checked($"a{i}"));
        }
        return (draw, ledger);
    }
}
