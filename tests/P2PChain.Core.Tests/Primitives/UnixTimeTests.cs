using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Primitives;

public sealed class UnixTimeTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000Z")]
    [InlineData(1_766_650_003_250, "2025-12-25T08:06:43.250Z")]
    [InlineData(253_402_300_799_999, "9999-12-31T23:59:59.999Z")]
    [InlineData(253_402_300_800_000, "253402300800000")]
    [InlineData(-1, "-1")]
    public void It_is_shown_as_a_date_where_it_is_one(long ms, string text) => Assert.Equal(
        text, new UnixTime(ms).ToString());

    [Fact]
    public void It_is_the_moment_of_a_wall_clock() =>
        Assert.Equal(
            new UnixTime(1_766_650_003_250),
            UnixTime.From(new DateTimeOffset(2025, 12, 25, 9, 6, 43, 250, TimeSpan.FromHours(1))));
}
