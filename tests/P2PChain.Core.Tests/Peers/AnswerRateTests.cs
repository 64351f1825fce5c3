using CsCheck;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Peers;

public sealed class AnswerRateTests
{
    private const int AnswerMax = 2 * 1024 * 1024;
    private const int PerSecond = Limits.AnswerBytesPerSecond;

    private static readonly long BurstBytes = (long)(AnswerRate.Burst.TotalSeconds * PerSecond);

    private static readonly Moment Start = new(5_000);

    [Fact]
    public void A_burst_goes_out_at_once_and_more_at_the_rate()
    {
        var rate = new AnswerRate(PerSecond);
        for (var sent = 0; sent < BurstBytes; sent += AnswerMax)
        {
            Assert.True(rate.Wait(Start) <= TimeSpan.Zero);
            rate.Spend(AnswerMax, Start);
        }
        rate.Spend(PerSecond, Start);
        Assert.Equal(1, rate.Wait(Start).TotalSeconds, 3);
        Assert.True(rate.Wait(Start.Plus(TimeSpan.FromSeconds(1.001))) <= TimeSpan.Zero);
    }

    [Fact]
    public void Short_answers_take_their_part_of_a_millisecond()
    {
        var rate = new AnswerRate(PerSecond);
        for (var sent = 0; sent < BurstBytes + PerSecond; sent += 1_024) rate.Spend(1_024, Start);
        Assert.Equal(1, rate.Wait(Start).TotalSeconds, 2);
    }

    [Fact]
    public void A_peer_never_gets_more_than_the_burst_the_rate_and_one_answer() =>
        Gen.Select(Gen.Int[0, 3_000], Gen.Int[1, AnswerMax]).Array[1, 200].Sample(asks =>
        {
            var (rate, now, sent) = (new AnswerRate(PerSecond), Start, 0L);
            foreach (var (pause, bytes) in asks)
            {
                now = now.Plus(TimeSpan.FromMilliseconds(pause));
                if (rate.Wait(now) > TimeSpan.Zero) continue;
                rate.Spend(bytes, now);
                sent += bytes;
                var due = BurstBytes + (now.Since(Start).TotalSeconds * PerSecond);
                Assert.InRange(sent, 0, (long)due + AnswerMax + 1);
            }
        });
}
