using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

public sealed class LocatorTests
{
    [Fact]
    public void It_is_dense_for_ten_then_doubles_and_ends_in_genesis()
    {
        var (draw, ledger) = Chain(60);
        var heights = Locator.Of(ledger.State.Tree.Best).Select(
            hash => ledger.State.Tree.TryGet(hash, out var node) ? node.Height : -1);
        Assert.Equal([60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 49, 45, 37, 21, 0], heights);
        Assert.Equal(draw["genesis"].Hash, Locator.Of(ledger.State.Tree.Best)[^1]);
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
