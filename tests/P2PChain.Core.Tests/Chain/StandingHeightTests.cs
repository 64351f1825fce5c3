using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Chain;

public sealed class StandingHeightTests
{
    [Fact]
    public void Blocks_stand_after_an_hour_also_where_none_follows()
    {
        var standing = new StandingHeight(7);
        standing.OnMove(7, 8, At(0));
        standing.OnMove(8, 9, At(30));
        Assert.Equal(7, standing.At(At(3629)));
        Assert.Equal(9, standing.At(At(3630)));
    }

    [Fact]
    public void What_a_branch_replaced_stands_no_more()
    {
        var standing = new StandingHeight(100);
        standing.OnMove(100, 110, At(0));
        standing.OnMove(90, 120, At(120));
        Assert.Equal(90, standing.At(At(3_610)));
        Assert.Equal(120, standing.At(At(3_720)));
    }

    [Fact]
    public void Marks_are_bounded_by_the_hour()
    {
        var standing = new StandingHeight(0);
        for (var second = 0; second < 36_000; second++) standing.OnMove(second, second + 1, At(second));
        Assert.InRange(standing.At(At(36_000)), 36_000 - 3_600 - 60, 36_000 - 3_600 + 1);
    }

    private static Moment At(long seconds) => new(seconds * 1000);
}
