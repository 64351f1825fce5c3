using CsCheck;
using P2PChain.Core.Peers;

namespace P2PChain.Core.Tests.Peers;

public sealed class ArrivalOrderTests
{
    [Fact]
    public void The_second_waits_for_the_first()
    {
        var order = new ArrivalOrder<string, string>();
        var (first, second) = (order.Arrive("a"), order.Arrive("b"));
        order.Finish(second, "B");
        Assert.False(order.TryTake(out _, out _));
        order.Finish(first, "A");
        Assert.True(order.TryTake(out var asked, out var done));
        Assert.Equal(("a", "A"), (asked, done));
        Assert.Equal(1, order.Count);
    }

    [Fact]
    public void In_whatever_order_the_workers_finish_what_arrived_first_leaves_first() =>
        Gen.Int[0, 1000].Array[1, 40].Sample(finishOrder =>
        {
            var order = new ArrivalOrder<string, string>();
            var numbers = finishOrder.Select((_, i) => order.Arrive($"{i}")).ToList();
            var taken = new List<string>();
            foreach (var (_, i) in finishOrder.Select((rank, i) => (rank, i)).OrderBy(pair => pair.rank))
            {
                order.Finish(numbers[i], $"done {i}");
                while (order.TryTake(out var asked, out var done))
                {
                    Assert.Equal($"done {asked}", done);
                    taken.Add(asked);
                }
            }
            Assert.Equal(finishOrder.Select((_, i) => $"{i}"), taken);
            Assert.Equal(0, order.Count);
        });
}
