using P2PChain.Core.Peers;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Peers;

/// <summary>Rule L1: a peer's clock is read at its announce and at its pongs.</summary>
public sealed class ClockSamplesTests
{
    private readonly ClockSamples _samples = new();
    private Core.Primitives.UnixTime _now = ChainBuilder.ClockAt(0);

    [Fact]
    public void An_announce_is_the_first_reading()
    {
        Assert.Null(_samples.Last);
        Announce(ahead: 30);
        Assert.Equal((TimeSpan.FromSeconds(30), _now), (_samples.Last!.Ahead, _samples.Last.At));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(10, true)]
    [InlineData(10.001, false)] // the pong waited somewhere, as while this machine slept
    [InlineData(-0.001, false)] // this clock was set back meanwhile
    public void A_pong_counts_within_ten_seconds_of_its_ping(double seconds, bool counts)
    {
        Announce(ahead: 30);
        Pass(60);
        _samples.OnPing(_now);
        Pass(seconds);
        Pong(ahead: 5);
        Assert.Equal(counts ? 5 : 30, _samples.Last!.Ahead.TotalSeconds);
    }

    [Theory]
    [InlineData(9.999, false)]
    [InlineData(10, true)]
    [InlineData(-10, true)] // this clock was set back
    public void Two_readings_are_ten_seconds_apart(double seconds, bool counts)
    {
        Announce(ahead: 30);
        Pass(seconds);
        _samples.OnPing(_now);
        Pong(ahead: 5);
        Assert.Equal(counts ? 5 : 30, _samples.Last!.Ahead.TotalSeconds);
    }

    [Fact]
    public void A_second_pong_of_one_ping_is_no_reading()
    {
        Announce(ahead: 30);
        Pong(ahead: 20);
        Pass(60);
        _samples.OnPing(_now);
        Pong(ahead: 5);
        Pass(10);
        Pong(ahead: 6);
        Assert.Equal(5, _samples.Last!.Ahead.TotalSeconds);
    }

    private void Announce(double ahead) => _samples.OnAnnounce(_now.Plus(TimeSpan.FromSeconds(ahead)), _now);

    private void Pong(double ahead) => _samples.OnPong(_now.Plus(TimeSpan.FromSeconds(ahead)), _now);

    private void Pass(double seconds) => _now = _now.Plus(TimeSpan.FromSeconds(seconds));
}
