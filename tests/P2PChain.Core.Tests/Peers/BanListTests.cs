using System.Net;
using CsCheck;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Peers;

public sealed class BanListTests
{
    private static readonly UnixTime Start = new(1_766_620_800_000);
    private static readonly IPAddress Office = IPAddress.Parse("10.0.2.5");

    [Fact]
    public void An_address_in_a_banned_range_is_banned_until_the_end_and_a_key_is_another_matter()
    {
        var ban = Of("10.0.2.0/24", TimeSpan.FromHours(1));
        var list = With(ban);
        Assert.Equal(ban, list.Find(Office, Start.Plus(TimeSpan.FromMinutes(59))));
        Assert.Null(list.Find(Office, Start.Plus(TimeSpan.FromHours(1))));
        Assert.Null(list.Find(IPAddress.Parse("10.0.3.5"), Start));
        Assert.Null(list.Find(TestKeys.Bob.PublicKey, Start));
        Assert.Equal(Start.Plus(TimeSpan.FromHours(1)), list.NextEnd);
    }

    [Fact]
    public void A_key_is_banned_at_any_address()
    {
        var list = With(Of(TestKeys.Bob.PublicKey.Hex));
        Assert.NotNull(list.Find(TestKeys.Bob.PublicKey, Start.Plus(TimeSpan.FromDays(3650))));
        Assert.Null(list.Find(TestKeys.Carol.PublicKey, Start));
        Assert.Null(list.Find(Office, Start));
    }

    [Fact]
    public void Of_several_bans_the_one_that_ends_last_counts_and_each_is_lifted_by_itself()
    {
        var list = With(
            Of("10.0.2.5", TimeSpan.FromHours(1)), Of("10.0.0.0/8"), Of("10.0.2.0/24", TimeSpan.FromDays(1)));
        Assert.Equal("10.0.0.0/8", list.Find(Office, Start)!.Target.ToString());
        list = list.Without(BanTarget.Parse("10.0.0.0/8")!, Start);
        Assert.Equal("10.0.2.0/24", list.Find(Office, Start)!.Target.ToString());
        Assert.Same(list.Find(Office, Start), list.Without(BanTarget.Parse("10.0.0.0/9")!, Start).Find(Office, Start));
    }

    [Fact]
    public void A_second_ban_of_a_target_replaces_the_first()
    {
        var list = With(Of("10.0.2.5"), Of("10.0.9.9"), Of("::ffff:10.0.2.5", TimeSpan.FromHours(1)));
        Assert.Equal(["10.0.9.9", "10.0.2.5"], list.InForce(Start).Select(ban => ban.Target.ToString()));
        Assert.Null(list.Find(Office, Start.Plus(TimeSpan.FromHours(2))));
    }

    [Fact]
    public void A_stored_ban_that_has_ended_is_left_out()
    {
        var list = BanList.Of(
            [Of("10.0.3.5"), Of("10.0.2.5", TimeSpan.FromHours(1))], Start.Plus(TimeSpan.FromHours(1)));
        Assert.Equal("10.0.3.5", Assert.Single(list.InForce(Start)).Target.ToString());
        Assert.Null(list.NextEnd);
    }

    [Fact]
    public void The_list_is_bounded_and_an_ended_ban_makes_room()
    {
        var full = BanList.Of(
            Enumerable.Range(0, BanList.CountMax).Select(
                i => Of($"10.1.{i / 256}.{i % 256}", TimeSpan.FromHours(i + 1))),
            Start);
        Assert.Null(full.With(Of("10.0.2.5"), Start));
        Assert.NotNull(full.With(Of("10.1.0.7"), Start)); // it replaces
        var later = Start.Plus(TimeSpan.FromHours(1));
        Assert.NotNull(full.With(Of("10.0.2.5"), later)!.Find(Office, later));
        Assert.Equal(BanList.CountMax - 1, full.At(later).InForce(Start).Length);
    }

    [Fact]
    public void After_any_bans_and_unbans_an_address_is_banned_if_a_ban_of_it_stands() =>
        Gen.Select(Gen.Int[0, 31], Gen.Int[27, 32], Gen.Int[-1, 5]).Array[0, 20].Sample(steps =>
        {
            var (list, model) = (BanList.Empty, new Dictionary<string, UnixTime?>(StringComparer.Ordinal));
            foreach (var (low, bits, hours) in steps)
            {
                var target = BanTarget.Parse($"10.0.2.{low}/{bits}")!;
                if (hours < 0 && model.Remove(target.ToString()!)) list = list.Without(target, Start);
                else if (hours >= 0)
                {
                    UnixTime? until = hours == 0 ? null : Start.Plus(TimeSpan.FromHours(hours));
                    list = list.With(new Ban(target, Start, until, ""), Start)!;
                    model[target.ToString()!] = until;
                }
            }
            for (var hour = 0; hour < 6; hour++)
                for (var low = 0; low < 32; low++)
                {
                    var (now, address) = (Start.Plus(TimeSpan.FromHours(hour)), IPAddress.Parse($"10.0.2.{low}"));
                    var isBanned = model.Any(entry =>
                        NetworkOf(entry.Key).Contains(address) && (entry.Value is not { } until || now < until));
                    Assert.Equal(isBanned, list.Find(address, now) is not null);
                }
        });

    [Theory]
    [InlineData("10.0.2.5", typeof(BanName.Exact), "10.0.2.5")]
    [InlineData("10.0.2.5/24", typeof(BanName.Exact), "10.0.2.0/24")]
    [InlineData("10.0.2.5:6000", typeof(BanName.At), "10.0.2.5:6000")]
    [InlineData("[::1]:6000", typeof(BanName.At), "[::1]:6000")]
    [InlineData("::1", typeof(BanName.Exact), "::1")]
    [InlineData("02AB41CD", typeof(BanName.KeyStart), "02ab41cd")]
    [InlineData("03ab41cd…", typeof(BanName.KeyStart), "03ab41cd")]
    public void A_person_writes_an_address_a_range_a_key_or_a_peer(string word, Type kind, string shown)
    {
        var name = BanName.Parse(word);
        Assert.IsType(kind, name);
        Assert.Equal(shown, name!.ToString());
    }

    [Fact]
    public void A_whole_key_is_taken_in_either_case() => Assert.Equal(
        new BanName.Exact(new BanTarget.Node(TestKeys.Bob.PublicKey)),
        BanName.Parse(TestKeys.Bob.PublicKey.Hex.ToUpperInvariant()));

    [Theory]
    [InlineData("office")]
    [InlineData("02ab41c")]
    [InlineData("04ab41cd")]
    [InlineData("10.0.2.5/33")]
    [InlineData("10.0.2")]
    [InlineData("")]
    public void Any_other_word_names_nothing(string word) => Assert.Null(BanName.Parse(word));

    private static Ban Of(string target, TimeSpan? span = null) => new(
        BanTarget.Parse(target)!, Start, span is { } time ? Start.Plus(time) : null, "");

    private static IPNetwork NetworkOf(string text) =>
        IPNetwork.Parse(text.Contains('/', StringComparison.Ordinal) ? text : text + "/32");

    private static BanList With(params Ban[] bans) => BanList.Of(bans, Start);
}
