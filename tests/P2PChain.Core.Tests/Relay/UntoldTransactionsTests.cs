using P2PChain.Core.Primitives;
using P2PChain.Core.Relay;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Relay;

public sealed class UntoldTransactionsTests
{
    private readonly UntoldTransactions _untold = new();

    [Fact]
    public void What_was_added_first_is_told_first()
    {
        var transaction = new ChainBuilder().Request(TestKeys.Alice, "laptop-001", 1);
        _untold.Add(transaction, isAgain: false);
        Assert.True(_untold.TryAdd(Hash256.Zero, [1]));
        Assert.True(_untold.TryTake(out var first));
        Assert.Equal((transaction.Wid, false), (first.Wid, first.IsAgain));
        Assert.True(_untold.TryTake(out var second));
        Assert.Equal<byte>([1], second.Frame!);
        Assert.False(_untold.TryTake(out _));
        Assert.True(_untold.IsEmpty);
    }

    [Fact]
    public void Twenty_five_thousand_news_may_wait_and_no_more()
    {
        for (var i = 0; i < 25_000; i++) Assert.True(_untold.TryAdd(Hash256.Zero, []));
        Assert.False(_untold.TryAdd(Hash256.Zero, []));
    }
}
