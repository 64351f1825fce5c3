using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Relay;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Relay;

/// <summary>docs/protocol.md, relay: transactions that follow each other are announced together.</summary>
public sealed class AnnouncementBatchTests
{
    private static readonly PoolEntry Entry =
        new(new ChainBuilder().Request(TestKeys.Alice, "laptop-001", 1), 1, PoolSource.Own);

    private readonly AnnouncementBatch _batch = new();

    [Fact]
    public void The_first_is_announced_at_once_and_the_next_ones_together()
    {
        Assert.Null(_batch.Wait(new Moment(1_000)));
        _batch.Add(Entry);
        Assert.Equal(TimeSpan.Zero, _batch.Wait(new Moment(1_000)));
        Assert.Single(_batch.Take(new Moment(1_000)));
        _batch.Add(Entry);
        _batch.Add(Entry);
        Assert.Equal(TimeSpan.FromMilliseconds(90), _batch.Wait(new Moment(1_010)));
        Assert.Equal(TimeSpan.Zero, _batch.Wait(new Moment(1_100)));
        Assert.Equal(2, _batch.Take(new Moment(1_100)).Length);
        Assert.Null(_batch.Wait(new Moment(2_000)));
    }

    [Fact]
    public void A_thousand_are_announced_without_a_pause()
    {
        _batch.Add(Entry);
        _batch.Take(new Moment(0));
        for (var i = 0; i < 1_001; i++) _batch.Add(Entry);
        Assert.Equal(TimeSpan.Zero, _batch.Wait(new Moment(1)));
        Assert.Equal(1_000, _batch.Take(new Moment(1)).Length);
        Assert.Equal(TimeSpan.FromMilliseconds(100), _batch.Wait(new Moment(1)));
    }
}
