using System.Net;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Dialling;

public sealed class PeerSearchTests
{
    private static readonly IPAddress Teller = IPAddress.Parse("44.1.2.3");

    private readonly AddressBook _book = new(new AddressPlaces(new byte[32]), new Random(1));
    private UnixTime _now = new(1_766_620_800_000);
    private Moment _clock = new(1_000);
    private long _peers;

    [Fact]
    public void A_heard_address_is_dialled_for_a_connection()
    {
        var search = new PeerSearch(_book, 8);
        Hear("45.6.7.8:6000");
        Assert.Equal(new FoundDial(At("45.6.7.8:6000"), IsLook: false), Assert.Single(search.Take(_now, _clock)));
        Assert.Empty(search.Take(_now, _clock));
    }

    [Fact]
    public void No_more_connections_are_sought_than_are_wanted()
    {
        var search = new PeerSearch(_book, 3);
        for (var i = 1; i <= 20; i++) Hear($"4{i % 10}.{i}.7.8:6000");
        Come(search, "60.1.1.1:6000", isOutbound: true);
        Come(search, "61.1.1.1:6000", isOutbound: false);
        var dials = Enumerable.Range(
            0, 10).SelectMany(_ => search.Take(_now, _clock)).Where(dial => !dial.IsLook).ToList();
        Assert.Equal(2, dials.Count);
        search.OnEnded(dials[0].Address, DialEnd.Failed, _now, _clock);
        Assert.Single(search.Take(_now, _clock), dial => !dial.IsLook);
    }

    [Fact]
    public void Neighbours_are_dialled_first_and_get_half_of_the_connections_at_most()
    {
        var search = new PeerSearch(_book, 3);
        Hear("45.6.7.8:6000");
        for (var i = 1; i <= 9; i++) Announce(search, $"10.0.0.{i}");
        var dials = Enumerable.Range(0, 5).SelectMany(_ => search.Take(_now, _clock)).Where(dial => !dial.IsLook).ToList();
        Assert.Equal(2, dials.Count);
        Assert.All(dials, dial => Assert.StartsWith("10.0.0.", dial.Address.Host, StringComparison.Ordinal));
    }

    [Fact]
    public void A_neighbour_that_is_connected_is_not_dialled()
    {
        var search = new PeerSearch(_book, 8) { UsesBook = false };
        Come(search, "10.0.0.2:6000", isOutbound: false);
        Announce(search, "10.0.0.2");
        Assert.Empty(search.Take(_now, _clock));
        search.OnWent(new PeerId(_peers));
        Assert.Equal(At("10.0.0.2:6000"), Assert.Single(search.Take(_now, _clock)).Address);
    }

    [Fact]
    public void A_neighbour_is_not_dialled_without_a_free_connection()
    {
        var search = new PeerSearch(_book, 1);
        Come(search, "60.1.1.1:6000", isOutbound: true);
        Announce(search, "10.0.0.2");
        Assert.DoesNotContain(search.Take(_now, _clock), dial => dial.Address.Host == "10.0.0.2");
    }

    [Fact]
    public void Without_the_book_only_neighbours_are_dialled()
    {
        var search = new PeerSearch(_book, 8) { UsesBook = false };
        Hear("45.6.7.8:6000");
        Come(search, "10.0.0.3:6000", isOutbound: false);
        Announce(search, "10.0.0.2");
        Assert.Equal(new FoundDial(At("10.0.0.2:6000"), IsLook: false), Assert.Single(search.Take(_now, _clock)));
        Assert.Empty(search.Take(_now, _clock));
    }

    [Fact]
    public void A_peers_own_address_is_looked_at_so_that_it_may_be_told()
    {
        var search = new PeerSearch(_book, 8);
        Come(search, "60.1.1.1:6000", isOutbound: false);
        Assert.Empty(_book.ToTell(Teller, _now));
        Assert.Equal(new FoundDial(At("60.1.1.1:6000"), IsLook: true), Assert.Single(search.Take(_now, _clock)));
        Assert.True(search.OnEnded(At("60.1.1.1:6000"), DialEnd.Seen, _now, _clock));
        Assert.Single(_book.ToTell(Teller, _now));
        Pass(TimeSpan.FromMinutes(20));
        Assert.Empty(search.Take(_now, _clock));
    }

    [Fact]
    public void A_peer_that_is_not_reached_at_its_own_address_is_looked_at_again_after_ten_minutes()
    {
        var search = new PeerSearch(_book, 0);
        Come(search, "60.1.1.1:6000", isOutbound: false);
        search.Take(_now, _clock);
        search.OnEnded(At("60.1.1.1:6000"), DialEnd.Failed, _now, _clock);
        Pass(TimeSpan.FromMinutes(9));
        Assert.Empty(search.Take(_now, _clock));
        Pass(TimeSpan.FromMinutes(1));
        Assert.Single(search.Take(_now, _clock));
    }

    [Fact]
    public void Looks_at_heard_addresses_are_two_minutes_apart()
    {
        var search = new PeerSearch(_book, 0);
        for (var i = 1; i <= 20; i++) Hear($"4{i % 10}.{i}.7.8:6000");
        var first = Assert.Single(search.Take(_now, _clock));
        search.OnEnded(first.Address, DialEnd.Seen, _now, _clock);
        Assert.Empty(search.Take(_now, _clock));
        Pass(TimeSpan.FromMinutes(2));
        Assert.True(Assert.Single(search.Take(_now, _clock)).IsLook);
    }

    [Fact]
    public void Reached_addresses_are_looked_at_again()
    {
        var search = new PeerSearch(_book, 0);
        _book.OnReached(At("45.6.7.8:6000"), _now);
        Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(new FoundDial(At("45.6.7.8:6000"), IsLook: true), Assert.Single(search.Take(_now, _clock)));
    }

    [Fact]
    public void Reached_addresses_are_looked_at_also_while_there_are_new_ones()
    {
        var search = new PeerSearch(_book, 0);
        _book.OnReached(At("45.6.7.8:6000"), _now);
        var looks = new HashSet<HostPort>();
        for (var i = 1; i <= 60; i++)
        {
            Hear($"46.{i}.7.8:6000");
            Pass(TimeSpan.FromMinutes(2));
            var look = Assert.Single(search.Take(_now, _clock)).Address;
            looks.Add(look);
            search.OnEnded(look, DialEnd.Failed, _now, _clock);
        }
        Assert.Contains(At("45.6.7.8:6000"), looks);
        Assert.True(looks.Count > 10);
    }

    [Fact]
    public void Public_connections_go_to_different_groups_where_there_are_any()
    {
        var search = new PeerSearch(_book, 8);
        Come(search, "45.6.1.1:6000", isOutbound: true);
        for (var i = 1; i <= 20; i++) Hear($"45.6.7.{i}:6000");
        Hear("46.1.1.1:6000");
        Assert.Equal(At("46.1.1.1:6000"), search.Take(_now, _clock).Single(dial => !dial.IsLook).Address);
        Assert.StartsWith(
            "45.6.", search.Take(_now, _clock).Single(dial => !dial.IsLook).Address.Host, StringComparison.Ordinal);
    }

    [Fact]
    public void The_oldest_connections_that_this_node_dialled_are_dialled_first_after_a_restart()
    {
        var before = new PeerSearch(_book, 8);
        string[] peers = ["60.1.1.1:6000", "61.1.1.1:6000", "62.1.1.1:6000"];
        foreach (var peer in peers) Come(before, peer, isOutbound: true);
        for (var i = 1; i <= 50; i++) _book.OnReached(At($"4{i % 10}.{i}.7.8:6000"), _now);
        Pass(TimeSpan.FromHours(1));
        Assert.True(AddressBookJson.TryRead(AddressBookJson.Write(_book), new Random(2), _now, out var stored, out _));
        var after = new PeerSearch(stored, 8);
        var first = Enumerable.Range(
            0, 2).SelectMany(_ => after.Take(_now, _clock)).Where(dial => !dial.IsLook)
            .Select(dial => dial.Address.ToString());
        Assert.Equal(peers[..2], first);
    }

    [Fact]
    public void An_address_of_a_connected_node_is_left_alone_for_ten_minutes()
    {
        var search = new PeerSearch(_book, 8);
        Hear("45.6.7.8:6000");
        search.Take(_now, _clock);
        search.OnEnded(At("45.6.7.8:6000"), DialEnd.Refused, _now, _clock);
        Pass(TimeSpan.FromMinutes(9));
        Assert.Empty(search.Take(_now, _clock));
        Pass(TimeSpan.FromMinutes(2));
        Assert.Single(search.Take(_now, _clock));
    }

    [Fact]
    public void When_all_peers_are_lost_their_addresses_are_dialled_again()
    {
        var search = new PeerSearch(_book, 8);
        Come(search, "60.1.1.1:6000", isOutbound: true);
        Pass(TimeSpan.FromHours(1));
        Assert.Empty(search.Take(_now, _clock));
        search.OnWent(new PeerId(1));
        Assert.Equal(At("60.1.1.1:6000"), Assert.Single(search.Take(_now, _clock)).Address);
    }

    [Fact]
    public void This_node_itself_is_dialled_once()
    {
        var search = new PeerSearch(_book, 8);
        Hear("45.6.7.8:6000");
        search.Take(_now, _clock);
        search.OnEnded(At("45.6.7.8:6000"), DialEnd.Ourselves, _now, _clock);
        Hear("45.6.7.8:6000");
        Pass(TimeSpan.FromHours(1));
        Assert.Empty(search.Take(_now, _clock));
    }

    private void Hear(string address) => _book.Add(At(address), _now, Teller, _now);

    private void Announce(PeerSearch search, string source) =>
        search.Neighbours.OnHeard(new HostPort(source, 6000), IPAddress.Parse(source), _clock);

    private void Come(PeerSearch search, string address, bool isOutbound) =>
        search.OnCame(new PeerId(++_peers), At(address), isOutbound, isExtended: true, _now);

    private void Pass(TimeSpan span) => (_now, _clock) = (_now.Plus(span), _clock.Plus(span));

    private static HostPort At(string text) => HostPort.Parse(text)!;
}
