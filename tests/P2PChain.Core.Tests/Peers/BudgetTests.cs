using System.Net;
using CsCheck;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Peers;

/// <summary>What one peer, or one address, may use of a node.</summary>
public sealed class BudgetTests
{
    private static readonly Moment Start = new(1_766_620_800_000);
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.7");

    [Fact]
    public void A_rate_is_kept_whenever_one_asks() => Gen.Int[0, 300].Array[1, 500].Sample(pauses =>
    {
        var limit = new RateLimit(TimeSpan.FromMilliseconds(100), burst: 5);
        var taken = new List<long>();
        var now = Start;
        foreach (var pause in pauses)
        {
            now = now.Plus(TimeSpan.FromMilliseconds(pause));
            if (limit.TryTake(now)) taken.Add(now.Milliseconds);
        }
        for (var from = 0; from < taken.Count; from++)
            for (var to = from; to < taken.Count; to++)
                Assert.True(to - from + 1 <= 5 + ((taken[to] - taken[from]) / 100.0), $"{to - from + 1} in {taken[to] - taken[from]} ms");
        Assert.True(taken.Count >= Math.Min(pauses.Length, 5));
    });

    [Fact]
    public void Fifty_messages_a_second_are_heard_and_ten_times_as_many_more_for_a_minute_are_a_flood()
    {
        var chatter = new Chatter();
        var heard = 0;
        for (var ms = 0; ms < 59_990; ms += 2)
            if (chatter.Hear(Start.Plus(TimeSpan.FromMilliseconds(ms)))) heard++;
        Assert.InRange(heard, 3_000, 3_100);
        Assert.Null(chatter.Fault);
        for (var i = 0; i < 3_300; i++) chatter.Hear(Start.Plus(TimeSpan.FromMilliseconds(59_995)));
        Assert.Equal(PeerFaultCode.Floods, chatter.Fault!.Code);
        Assert.Equal(30_000, Chatter.IgnoredPerMinuteMax);
    }

    [Fact]
    public void What_an_honest_node_says_is_always_heard()
    {
        var chatter = new Chatter();
        for (var ms = 0; ms < 600_000; ms += 20) Assert.True(chatter.Hear(Start.Plus(TimeSpan.FromMilliseconds(ms))));
    }

    [Fact]
    public void Past_the_bound_the_peer_for_whom_most_waits_has_to_go()
    {
        var budget = new OutboxBudget(bytesMax: 100);
        Assert.Null(budget.Report(new PeerId(1), 60));
        Assert.Null(budget.Report(new PeerId(2), 40));
        Assert.Equal(new PeerId(1), budget.Report(new PeerId(2), 41));
        budget.Forget(new PeerId(1));
        Assert.Equal(41, budget.Bytes);
        Assert.Null(budget.Report(new PeerId(2), 100));
        Assert.Null(budget.Report(new PeerId(2), 0));
        Assert.Equal(0, budget.Bytes);
    }
}
