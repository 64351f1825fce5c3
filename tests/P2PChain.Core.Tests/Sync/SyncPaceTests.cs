namespace P2PChain.Core.Tests.Sync;

/// <summary>The time of a download over lines of different speeds.</summary>
public sealed class SyncPaceTests
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void A_first_peer_that_stalls_or_is_slow_costs_less_than_half_of_the_time(int peers)
    {
        var others = Enumerable.Repeat<TimeSpan?>(Usual, peers - 1).ToArray();
        var without = new SyncLines(others).Run();
        foreach (var slow in new TimeSpan?[] { null, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(3) })
            Assert.InRange(new SyncLines([slow, .. others]).Run() / without, 0, 1.5);
    }

    [Fact]
    public void Three_peers_send_a_chain_in_half_of_the_time_of_one_and_hardly_a_body_twice()
    {
        var one = new SyncLines([Usual]).Run();
        var three = new SyncLines([Usual, Usual, Usual]);
        Assert.InRange(three.Run() / one, 0, 0.5);
        Assert.InRange(three.Bodies, SyncLines.Blocks, SyncLines.Blocks * 1.05);
    }
}
