using CsCheck;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Dialling;

public sealed class RedialTests
{
    private static readonly Moment Start = new(1_766_620_800_000);

    [Fact]
    public void Pauses_double_from_a_second_to_ten_with_a_fifth_of_jitter() => Gen.Int.Sample(seed =>
    {
        var redial = new Redial(new Random(seed));
        foreach (var (least, most) in new[] { (0.8, 1.2), (1.6, 2.4), (3.2, 4.8), (6.4, 9.6), (6.6, 10), (6.6, 10), (6.6, 10) })
            Assert.InRange(redial.AfterFailure().TotalSeconds, least, most);
    });

    [Fact]
    public void Two_sites_do_not_dial_in_step_even_at_the_longest_pause()
    {
        var redial = new Redial(new Random(1));
        for (var i = 0; i < 10; i++) redial.AfterFailure();
        var pauses = Enumerable.Range(0, 100).Select(_ => redial.AfterFailure()).ToList();
        Assert.Equal(100, pauses.Distinct().Count());
    }

    [Theory]
    [InlineData(600_000, 0.8, 1.2)]
    [InlineData(599_999, 3.2, 4.8)]
    public void Ten_minutes_of_connection_wipe_out_earlier_failures(long lastedMs, double least, double most)
    {
        var redial = new Redial(new Random(1));
        redial.AfterFailure();
        redial.AfterFailure();
        var pause = redial.AfterConnection(Start, new Moment(Start.Milliseconds + lastedMs));
        Assert.InRange(pause.TotalSeconds, least, most);
    }
}
