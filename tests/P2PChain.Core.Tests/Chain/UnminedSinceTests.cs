using P2PChain.Core.Chain;

namespace P2PChain.Core.Tests.Chain;

public sealed class UnminedSinceTests
{
    private readonly UnminedSince _since = new();

    [Fact]
    public void It_counts_from_the_first_transaction_that_waits()
    {
        Assert.Null(_since.At(At(5)));
        _since.OnPool(1, At(10));
        _since.OnPool(2, At(20));
        Assert.Equal(At(15), _since.At(At(25)));
        _since.OnPool(0, At(30));
        Assert.Null(_since.At(At(35)));
    }

    [Fact]
    public void A_block_begins_the_count_anew_also_where_transactions_still_wait()
    {
        _since.OnPool(2, At(10));
        _since.OnBlock();
        _since.OnPool(1, At(20));
        Assert.Equal(At(5), _since.At(At(25)));
    }

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);
}
