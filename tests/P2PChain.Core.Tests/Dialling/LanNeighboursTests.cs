using System.Net;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Dialling;

public sealed class LanNeighboursTests
{
    private readonly LanNeighbours _neighbours = new();
    private Moment _now = new(1_000);

    [Fact]
    public void A_heard_address_is_taken_once()
    {
        Hear("10.0.0.2");
        Assert.Equal("10.0.0.2:6000", Take());
        Assert.Null(Take());
    }

    [Fact]
    public void An_address_that_failed_is_taken_again_after_half_a_minute_and_later_after_ten()
    {
        Hear("10.0.0.2");
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(Take());
            _neighbours.OnEnded(HostPort.Parse("10.0.0.2:6000")!, DialEnd.Failed, _now);
            Pass(29);
            Hear("10.0.0.2");
            Assert.Null(Take());
            Pass(2);
        }

        Pass(590);
        Hear("10.0.0.2");
        Assert.NotNull(Take());
    }

    [Fact]
    public void An_address_that_was_not_heard_for_three_minutes_is_not_taken()
    {
        Hear("10.0.0.2");
        Pass(181);
        Assert.Null(Take());
        Hear("10.0.0.2");
        Assert.NotNull(Take());
    }

    [Fact]
    public void One_source_has_four_places()
    {
        for (var port = 2000; port < 40_000; port++) Hear("10.0.0.66", port);
        Assert.Equal(4, _neighbours.Count);
        Hear("10.0.0.2");
        Assert.Contains("10.0.0.2:6000", Enumerable.Range(0, 5).Select(_ => Take()));
    }

    [Fact]
    public void A_flood_of_sources_has_a_bound_in_memory_and_costs_a_dial_in_five_seconds()
    {
        var dials = 0;
        for (var second = 0; second < 600; second++)
        {
            for (var i = 0; i < 300; i++) Hear($"10.{second % 250}.{second / 250}.{i % 250}");
            if (Take() is not null) dials++;
            Pass(1);
        }

        Assert.Equal(256, _neighbours.Count);
        Assert.InRange(dials, 100, 16 + 120);
    }

    [Fact]
    public void An_address_that_never_failed_comes_before_one_that_did()
    {
        Hear("10.0.0.2");
        Take();
        _neighbours.OnEnded(HostPort.Parse("10.0.0.2:6000")!, DialEnd.Failed, _now);
        Pass(40);
        Hear("10.0.0.3");
        Hear("10.0.0.2");
        Assert.Equal("10.0.0.3:6000", Take());
    }

    [Fact]
    public void A_source_that_floods_is_heard_once_a_second_and_the_others_are_heard_too()
    {
        var hearing = new LanHearing();
        var (loud, quiet) = (IPAddress.Parse("10.0.0.66"), IPAddress.Parse("10.0.0.2"));
        var heard = 0;
        for (var i = 0; i < 100_000; i++)
        {
            if (hearing.Hears(loud, _now)) heard++;
            if (i % 1000 == 0) Assert.True(hearing.Hears(quiet, _now));
            if (i % 1000 == 0) Pass(1);
        }

        Assert.InRange(heard, 100, 117);
    }

    [Fact]
    public void A_node_announces_itself_three_times_in_the_first_seconds_and_then_once_a_minute()
    {
        var pace = new LanPace(new Random(1));
        for (var run = 0; run < 2; run++)
        {
            Assert.InRange(pace.Begin(), TimeSpan.Zero, TimeSpan.FromSeconds(0.3));
            Assert.InRange(pace.Next() + pace.Next(), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
            for (var i = 0; i < 9; i++) Assert.InRange(pace.Next(), TimeSpan.FromSeconds(48), TimeSpan.FromSeconds(72));
        }
    }

    [Fact]
    public void Newcomers_are_answered_once_in_five_seconds()
    {
        var pace = new LanPace(new Random(1));
        Assert.InRange(pace.Answer(_now)!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Pass(4);
        Assert.Null(pace.Answer(_now));
        Pass(2);
        Assert.NotNull(pace.Answer(_now));
    }

    private void Hear(string source, int port = 6000) =>
        _neighbours.OnHeard(new HostPort(source, port), IPAddress.Parse(source), _now);

    private string? Take() => _neighbours.Take(static _ => true, _now)?.ToString();

    private void Pass(double seconds) => _now = _now.Plus(TimeSpan.FromSeconds(seconds));
}
