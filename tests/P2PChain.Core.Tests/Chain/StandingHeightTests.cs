using P2PChain.Core.Chain;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

public sealed class StandingHeightTests
{
    [Fact]
    public void Blocks_stand_after_an_hour_also_where_none_follows()
    {
        var standing = new StandingHeight(7);
        standing.OnMove(7, 8, ChainBuilder.ClockAt(0));
        standing.OnMove(8, 9, ChainBuilder.ClockAt(30));
        Assert.Equal(7, standing.At(ChainBuilder.ClockAt(3629)));
        Assert.Equal(9, standing.At(ChainBuilder.ClockAt(3630)));
    }

    [Fact]
    public void What_a_branch_replaced_stands_no_more()
    {
        var standing = new StandingHeight(100);
        standing.OnMove(100, 110, ChainBuilder.ClockAt(0));
        standing.OnMove(90, 120, ChainBuilder.ClockAt(120));
        Assert.Equal(90, standing.At(ChainBuilder.ClockAt(3_610)));
        Assert.Equal(120, standing.At(ChainBuilder.ClockAt(3_720)));
    }

    [Fact]
    public void A_clock_that_is_set_back_makes_blocks_young_and_not_old()
    {
        var standing = new StandingHeight(0);
        standing.OnMove(0, 5, ChainBuilder.ClockAt(86_400));
        standing.OnMove(5, 6, ChainBuilder.ClockAt(0));
        Assert.Equal(0, standing.At(ChainBuilder.ClockAt(3_599)));
        Assert.Equal(6, standing.At(ChainBuilder.ClockAt(3_600)));
    }

    [Fact]
    public void Marks_are_bounded_by_the_hour()
    {
        var standing = new StandingHeight(0);
        for (var second = 0; second < 36_000; second++) standing.OnMove(second, second + 1, ChainBuilder.ClockAt(second));
        Assert.InRange(standing.At(ChainBuilder.ClockAt(36_000)), 36_000 - 3_600 - 60, 36_000 - 3_600 + 1);
    }
}
