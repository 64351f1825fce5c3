using P2PChain.Actors.Console;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;
using P2PChain.Node.Screen;
using static P2PChain.Node.Tests.Screen.Views;

namespace P2PChain.Node.Tests.Screen;

public sealed class ItemsWordsTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 4, 0, DateTimeKind.Unspecified);

    [Fact]
    public void A_holder_is_me_or_the_first_digits_of_a_key()
    {
        Assert.Equal(new ConsoleProtocol.ListHeld(0, null, null) { AreOwn = true }, Read("items --held --by ME"));
        Assert.Equal(new ConsoleProtocol.ListHeld(0, KeyPrefix.Of(Other), null), Read($"items --by {Other.Hex}"));
        Assert.Equal(
            new ConsoleProtocol.ListHeld(0, KeyPrefix.Parse("03bbbbbb"), null), Read($"items --by {Other.Short}"));
    }

    [Theory]
    [InlineData("2026-03-01T12:04Z", 0)]
    [InlineData("2026-03-01T12:04:09Z", 9)]
    [InlineData("2026-03-01T13:04:09+01:00", 9)]
    [InlineData("'2026-03-01 12:04:09Z'", 9)]
    public void A_time_with_a_zone_is_of_that_zone(string word, int seconds) => Assert.Equal(
        new ConsoleProtocol.ListHeld(0, null, At(new DateTimeOffset(Noon, TimeSpan.Zero).AddSeconds(seconds))),
        Read($"items --at {word}"));

    [Theory]
    [InlineData("2026-03-01T12:04")]
    [InlineData("'2026-03-01 12:04:00'")]
    public void A_time_without_a_zone_is_of_this_computer(string word) => Assert.Equal(
        new ConsoleProtocol.ListHeld(0, null, At(new DateTimeOffset(Noon, TimeZoneInfo.Local.GetUtcOffset(Noon)))),
        Read($"items --at {word}"));

    [Fact]
    public void A_day_is_its_beginning_and_a_number_is_a_height()
    {
        var day = new DateTimeOffset(Noon.Date, TimeZoneInfo.Local.GetUtcOffset(Noon.Date));
        Assert.Equal(new ConsoleProtocol.ListHeld(0, null, At(day)), Read("items --at 2026-03-01"));
        Assert.Equal(
            new ConsoleProtocol.ListHeld(0, null, new AsOf.Height(20260301)) { AreOwn = true },
            Read("items --at 20260301 --by me"));
    }

    private static AsOf.Time At(DateTimeOffset time) => new(UnixTime.From(time));

    private static ConsoleProtocol.Command Read(string line) =>
        Assert.IsType<Entry.Do>(ConsoleGrammar.Read(line)).Command;
}
