using System.Globalization;
using System.Net;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Dialling;

public sealed class AddressBookTests
{
    private static readonly UnixTime Now = new(1_766_620_800_000);
    private static readonly IPAddress Peer = IPAddress.Parse("44.1.2.3");
    private static readonly HostPort Some = At("45.6.7.8:6000");

    private readonly AddressBook _book = Empty();

    [Theory]
    [InlineData("45.6.7.8:6000", "44.1.2.3")]
    [InlineData("[2a00:1450::5]:6000", "44.1.2.3")]
    [InlineData("45.6.7.8:6000", "192.168.1.2")]
    [InlineData("192.168.1.9:6000", "10.0.0.5")]
    [InlineData("[fd00::9]:6000", "192.168.1.2")]
    [InlineData("127.0.0.1:6000", "127.0.0.1")]
    [InlineData("[::1]:6000", "127.0.0.1")]
    [InlineData("192.168.1.9:6000", "127.0.0.1")]
    [InlineData("45.6.7.8:1024", "44.1.2.3")]
    public void An_address_that_reaches_as_far_as_the_peer_or_farther_is_learnt(string address, string peer)
    {
        Assert.True(_book.Add(At(address), Now, IPAddress.Parse(peer), Now));
        Assert.Equal(At(address), Assert.Single(_book.All).Address);
    }

    [Theory]
    [InlineData("127.0.0.1:6000", "192.168.1.2")]
    [InlineData("[::1]:6000", "44.1.2.3")]
    [InlineData("192.168.1.9:6000", "44.1.2.3")]
    [InlineData("100.64.0.9:6000", "44.1.2.3")]
    [InlineData("[fd00::9]:6000", "44.1.2.3")]
    [InlineData("45.6.7.8:1023", "44.1.2.3")]
    [InlineData("0.0.0.0:6000", "127.0.0.1")]
    [InlineData("224.0.0.251:6000", "127.0.0.1")]
    [InlineData("255.255.255.255:6000", "127.0.0.1")]
    [InlineData("169.254.1.1:6000", "127.0.0.1")]
    [InlineData("203.0.113.5:6000", "44.1.2.3")]
    [InlineData("[::]:6000", "127.0.0.1")]
    [InlineData("[ff02::1]:6000", "127.0.0.1")]
    [InlineData("[fe80::1]:6000", "127.0.0.1")]
    [InlineData("[2002:2d06:708::1]:6000", "44.1.2.3")]
    [InlineData("[64:ff9b::2d06:708]:6000", "44.1.2.3")]
    [InlineData("[::ffff:45.6.7.8]:6000", "127.0.0.1")]
    [InlineData("[2A00:1450::5]:6000", "44.1.2.3")]
    [InlineData("node.example:6000", "44.1.2.3")]
    [InlineData("45.6.7.8:6000", "0.0.0.0")]
    [InlineData("45.6.7.8:6000", "fe80::1")]
    public void Any_other_address_is_not(string address, string peer)
    {
        Assert.False(_book.Add(At(address), Now, IPAddress.Parse(peer), Now));
        Assert.Empty(_book.All);
    }

    [Fact]
    public void Port_zero_is_not_learnt() => Assert.False(_book.Add(new HostPort("45.6.7.8", 0), Now, Peer, Now));

    [Theory]
    [InlineData(0, -2)]
    [InlineData(-48, -50)]
    [InlineData(1, -120)]
    [InlineData(100_000, -120)]
    public void A_peers_word_makes_an_address_two_hours_older_and_a_future_time_makes_it_old(int seen, int kept)
    {
        _book.Add(Some, After(hours: seen), Peer, Now);
        Assert.Equal(After(hours: kept), _book.Find(Some)!.Seen);
    }

    [Fact]
    public void Only_addresses_that_this_node_reached_are_told()
    {
        _book.Add(Some, Now, Peer, Now);
        Assert.Empty(_book.ToTell(Peer, Now));
        Assert.True(_book.OnReached(Some, Now));
        Assert.False(_book.OnReached(Some, Now));
        Assert.Equal(new ToldAddress(Some, Now), Assert.Single(_book.ToTell(Peer, After(minutes: 1))));
    }

    [Theory]
    [InlineData("44.1.2.3", "45.6.7.8:6000")]
    [InlineData("10.0.0.5", "10.1.1.1:6000 45.6.7.8:6000")]
    [InlineData("127.0.0.1", "10.1.1.1:6000 127.0.0.1:6000 45.6.7.8:6000")]
    [InlineData("169.254.0.1", "")]
    public void A_peer_is_told_the_addresses_that_it_can_reach(string peer, string told)
    {
        foreach (var address in new[] { "45.6.7.8:6000", "10.1.1.1:6000", "127.0.0.1:6000", "45.6.7.8:80" })
            _book.OnReached(At(address), Now);
        var answer = _book.ToTell(IPAddress.Parse(peer), Now).Select(static one => one.Address.ToString());
        Assert.Equal(told, string.Join(' ', answer.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(100, 32)]
    [InlineData(1000, 200)]
    public void An_answer_is_at_least_32_addresses_and_at_most_a_quarter_of_the_book(int reached, int atLeast)
    {
        for (var i = 0; i < reached; i++) _book.OnReached(Drawn(i), Now);
        var told = _book.ToTell(Peer, Now);
        Assert.InRange(told.Length, atLeast, Math.Max(32, reached / 4));
        Assert.Equal(told.Length, told.Distinct().Count());
    }

    [Fact]
    public void An_answer_is_never_over_a_thousand_addresses()
    {
        for (var i = 0; i < 20_000; i++) _book.OnReached(Drawn(i), Now);
        Assert.InRange(_book.ToTell(Peer, Now).Length, 500, AddressBook.ToldMax);
    }

    [Fact]
    public void An_address_that_nobody_verified_is_dialled_once_in_ten_minutes()
    {
        _book.Add(Some, Now, Peer, Now);
        Assert.Equal(Some, _book.Next(Any, Now)?.Address);
        _book.OnDial(Some, Now);
        Assert.Null(_book.Next(Any, Now));
        Assert.Null(_book.NextToTest(Any, After(minutes: 9)));
        Assert.Equal(Some, _book.Next(Any, After(minutes: 10))?.Address);
    }

    [Fact]
    public void Many_ports_of_one_host_do_not_make_this_node_dial_that_host_more_often()
    {
        for (var port = 2000; port < 2200; port++) _book.Add(Some with { Port = port }, Now, Peer, Now);
        _book.OnDial(_book.Next(Any, Now)!.Address, Now);
        Assert.Null(_book.Next(Any, After(minutes: 9)));
        Assert.NotNull(_book.Next(Any, After(minutes: 10)));
    }

    [Fact]
    public void Nodes_of_this_machine_are_dialled_one_by_one()
    {
        for (var port = 2000; port < 2003; port++)
            _book.Add(At("127.0.0.1:6000") with { Port = port }, Now, IPAddress.Loopback, Now);
        for (var i = 0; i < 3; i++) _book.OnDial(_book.Next(Any, Now)!.Address, Now);
        Assert.Null(_book.Next(Any, Now));
    }

    [Fact]
    public void New_and_tried_addresses_are_chosen_equally_often_however_many_there_are()
    {
        for (var i = 0; i < 500; i++) _book.Add(Drawn(i), Now, Drawn(i + 1000).Ip(), Now);
        for (var i = 500; i < 505; i++) _book.OnReached(Drawn(i), Now);
        var tried = Enumerable.Range(0, 1000).Count(_ => _book.Next(Any, After(hours: 1))!.IsTried);
        Assert.InRange(tried, 400, 600);
    }

    [Fact]
    public void An_address_that_failed_is_chosen_less_often_but_still_chosen_if_it_is_the_only_one()
    {
        var other = At("46.6.7.8:6000");
        _book.OnReached(Some, Now);
        _book.OnReached(other, Now);
        for (var i = 1; i <= 5; i++)
        {
            _book.OnReached(other, After(hours: i));
            _book.OnFailed(Some, After(hours: i));
        }
        var failed = Enumerable.Range(0, 1000).Count(_ => _book.Next(Any, After(hours: 7))!.Address == Some);
        Assert.InRange(failed, 20, 250);
        Assert.Equal(Some, _book.Next(known => known.Address == Some, After(hours: 7))?.Address);
    }

    [Fact]
    public void Failures_count_only_while_other_dials_succeed()
    {
        _book.Add(Some, Now, Peer, Now);
        for (var i = 0; i < 9; i++) _book.OnFailed(Some, After(hours: i));
        Assert.Equal(0, _book.Find(Some)!.Attempts);
        _book.OnReached(At("46.6.7.8:6000"), After(hours: 9));
        for (var i = 10; i < 19; i++) _book.OnFailed(Some, After(hours: i));
        Assert.Equal(1, _book.Find(Some)!.Attempts);
    }

    [Fact]
    public void An_address_is_terrible_after_three_failures_or_thirty_days()
    {
        _book.Add(Some, Now, Peer, Now);
        Assert.False(_book.Find(Some)!.IsTerrible(After(hours: 29 * 24)));
        Assert.True(_book.Find(Some)!.IsTerrible(After(hours: 31 * 24)));
        for (var i = 1; i <= 3; i++)
        {
            _book.OnReached(At("46.6.7.8:6000"), After(hours: i));
            _book.OnFailed(Some, After(hours: i));
        }
        Assert.False(_book.Find(Some)!.IsTerrible(After(hours: 3)));
        Assert.True(_book.Find(Some)!.IsTerrible(After(hours: 4)));
    }

    [Fact]
    public void A_reached_address_is_terrible_after_ten_failures_in_a_week()
    {
        _book.OnReached(Some, Now);
        for (var i = 1; i <= 10; i++)
        {
            _book.OnReached(At("46.6.7.8:6000"), After(hours: 20 * i));
            _book.OnFailed(Some, After(hours: 20 * i));
        }
        Assert.False(_book.Find(Some)!.IsTerrible(After(hours: 24 * 7)));
        Assert.True(_book.Find(Some)!.IsTerrible(After(hours: (24 * 7) + 201)));
        Assert.DoesNotContain(_book.ToTell(Peer, After(hours: 400)), told => told.Address == Some);
    }

    [Fact]
    public void A_tried_address_gives_way_only_after_a_dial_there_failed()
    {
        var (holder, challenger) = Rivals(_book);
        Assert.True(_book.Find(holder)!.IsTried);
        Assert.False(_book.Find(challenger)!.IsTried);
        Assert.Equal(holder, _book.NextToTest(Any, After(hours: 5))?.Address);

        _book.OnDial(holder, After(hours: 5));
        Assert.NotEqual(holder, _book.NextToTest(Any, After(hours: 5))?.Address);
        _book.OnFailed(holder, After(hours: 5));
        Assert.True(_book.Find(challenger)!.IsTried);
        Assert.False(_book.Find(holder)!.IsTried);
    }

    [Fact]
    public void A_tried_address_that_answers_keeps_its_place()
    {
        var (holder, challenger) = Rivals(_book);
        _book.OnReached(holder, After(hours: 5));
        _book.OnFailed(holder, After(hours: 6));
        Assert.True(_book.Find(holder)!.IsTried);
        Assert.False(_book.Find(challenger)!.IsTried);
    }

    [Fact]
    public void This_node_itself_is_forgotten_and_not_learnt_again()
    {
        _book.Add(Some, Now, Peer, Now);
        _book.OnOurselves(Some);
        Assert.False(_book.Add(Some, Now, Peer, Now));
        Assert.Empty(_book.All);
    }

    [Fact]
    public void A_named_address_is_remembered_whatever_its_port_and_a_name_is_not()
    {
        _book.OnReached(At("45.6.7.8:80"), Now);
        _book.OnReached(At("node.example:6000"), Now);
        Assert.Equal(At("45.6.7.8:80"), Assert.Single(_book.All).Address);
    }

    private static AddressBook Empty() => new(new AddressPlaces(new byte[32]), new Random(1));

    /// <summary>Two reached addresses with one tried place: the later one waits.</summary>
    private static (HostPort Holder, HostPort Challenger) Rivals(AddressBook book)
    {
        var places = new AddressPlaces(new byte[32]);
        var taken = new Dictionary<int, HostPort>();
        for (var i = 0; ; i++)
        {
            var one = Drawn(i);
            if (taken.TryAdd(places.InTried(one, one.Ip()), one)) continue;
            var holder = taken[places.InTried(one, one.Ip())];
            book.OnReached(holder, Now);
            book.OnReached(one, After(hours: 4));
            return (holder, one);
        }
    }

    private static bool Any(KnownAddress known) => true;

    private static HostPort At(string text) => HostPort.Parse(text)!;

    private static HostPort Drawn(int number) => At(string.Create(
        CultureInfo.InvariantCulture, $"{20 + (number % 60)}.{number / 60 % 250}.{number % 7}.{number % 250}:6000"));

    private static UnixTime After(int hours = 0, int minutes = 0) => Now.Plus(new TimeSpan(hours, minutes, 0));
}
