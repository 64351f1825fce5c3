using System.Net;
using CsCheck;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Peers;

public sealed class InboundRuleTests
{
    private static readonly Gen<Inbound> Drawn = Gen.Select(
        Gen.Int[0, 5], Gen.Int[1, 3], Gen.Int[0, 11], Gen.Int[0, 3], Gen.Long[0, 60_000],
        static (net, host, kind, delivered, at) => At($"4{net}.{net}.1.{host}") with
        {
            IsDiscouraged = kind == 0,
            IsListed = kind == 1,
            IsNamed = kind == 2,
            DeliveredAt = delivered == 0 ? new Moment(at) : null,
        });

    private static readonly Gen<Inbound[]> Many = Drawn.Array[0, 80].Select(
        static all => all.Select((one, i) => one with { Number = i + 1 }).ToArray());

    [Fact]
    public void The_oldest_handshake_of_the_fullest_range_ends()
    {
        Inbound[] all =
        [
            At("45.1.1.1") with { Number = 1 }, At("46.1.1.1") with { Number = 2 },
            At("46.1.2.2") with { Number = 3 }, At("47.1.1.1") with { Number = 4 },
        ];
        Assert.Equal(2, InboundRule.HandshakeToEnd(all)?.Number);
        Assert.Null(InboundRule.HandshakeToEnd([]));
    }

    [Fact]
    public void A_handshake_that_has_sent_a_line_outlives_those_that_have_not()
    {
        var all = Enumerable.Range(1, 9).Select(i => At("45.1.1.1") with { Number = i, HasSpoken = i <= 4 }).ToList();
        Assert.Equal(5, InboundRule.HandshakeToEnd(all)?.Number);
        Assert.Equal(1, InboundRule.HandshakeToEnd(all[..7])?.Number); // most have: then age counts
    }

    [Fact]
    public void Of_ranges_with_one_handshake_each_the_oldest_ends() => Assert.Equal(
        1,
        InboundRule.HandshakeToEnd([At("45.1.1.1") with { Number = 1 }, At("46.1.1.1") with { Number = 2 }])?.Number);

    [Fact]
    public void Well_behaved_strangers_of_one_range_give_way_to_one_of_another_range()
    {
        var strangers = Enumerable.Range(1, 64).Select(i => At($"45.1.1.{i}") with { Number = i }).ToList();
        Assert.Equal(64, InboundRule.ToEvict(strangers, At("46.1.1.1"))?.Number);
        Assert.Null(InboundRule.ToEvict(strangers, At("45.1.2.1")));
    }

    [Fact]
    public void The_useful_and_the_old_stay()
    {
        var strangers = Enumerable.Range(1, 20).Select(i => At($"45.1.1.{i}") with
        {
            Number = i,
            DeliveredAt = i > 12 ? new Moment(i) : null,
        }).ToList();
        var gone = new List<long>();
        while (InboundRule.ToEvict(strangers, At("46.1.1.1")) is { } evicted)
        {
            gone.Add(evicted.Number);
            strangers.Remove(evicted);
        }

        Assert.Equal(12, gone[0]);
        Assert.DoesNotContain(gone, number => number > 12);
    }

    [Fact]
    public void Nobody_whom_the_network_or_the_owner_knows_gives_way_and_no_discouraged_one_takes_a_slot() =>
        Gen.Select(Many, Drawn).Sample((slots, newcomer) =>
        {
            var evicted = InboundRule.ToEvict(slots, newcomer);
            if (newcomer.IsDiscouraged) return evicted is null;
            if (slots.Any(one => one.IsDiscouraged)) return evicted is { IsDiscouraged: true };
            if (!newcomer.IsStranger) return evicted.HasValue == slots.Any(one => one.IsStranger);
            return evicted is not { } gone
                || (gone.IsStranger && Latest(slots).All(one => one.Number != gone.Number));
        });

    [Fact]
    public void A_stranger_that_takes_a_slot_makes_the_ranges_more_even() =>
        Gen.Select(Many, Drawn).Sample((slots, newcomer) =>
            !newcomer.IsStranger
            || InboundRule.ToEvict(slots, newcomer) is not { IsDiscouraged: false } gone
            || slots.Count(one => one.Group == gone.Group) > slots.Count(one => one.Group == newcomer.Group) + 1);

    [Fact]
    public void The_handshake_that_ends_is_of_the_fullest_range() => Many.Sample(all =>
        InboundRule.HandshakeToEnd(all) is not { } ends
        || all.GroupBy(one => one.Group).All(group => group.Count() <= all.Count(one => one.Group == ends.Group)));

    [Fact]
    public void An_honest_handshake_is_not_ended_for_another_of_its_address()
    {
        Inbound[] all = [At("45.1.1.1") with { Number = 1 }, At("45.1.1.1") with { Number = 2 }];
        Assert.Null(InboundRule.SlowHandshakeToEnd(all, new Moment(1_500)));
        Assert.Equal(1, InboundRule.SlowHandshakeToEnd(all, new Moment(2_500))?.Number);
        Assert.Null(InboundRule.SlowHandshakeToEnd([], new Moment(2_500)));
    }

    [Theory]
    [InlineData(64, true, 48)]
    [InlineData(64, false, 64)]
    [InlineData(2, true, 2)]
    [InlineData(0, true, 0)]
    public void The_share_of_strangers(int slots, bool listsKeys, int share) => Assert.Equal(
        share, InboundRule.StrangersMax(slots, listsKeys));

    private static IEnumerable<Inbound> Latest(IEnumerable<Inbound> slots) => slots
        .Where(one => one is { IsStranger: true, DeliveredAt: not null })
        .OrderByDescending(one => one.DeliveredAt!.Value.Milliseconds).ThenBy(one => one.Number).Take(8);

    private static Inbound At(string address) => new(100, IPAddress.Parse(address), new Moment(0));
}
