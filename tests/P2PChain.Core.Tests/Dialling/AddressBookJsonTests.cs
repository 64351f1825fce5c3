using System.Net;
using System.Text;
using CsCheck;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Dialling;

public sealed class AddressBookJsonTests
{
    private static readonly UnixTime Now = new(1_766_620_800_000);
    private static readonly string Secret = new('0', 64);

    [Fact]
    public void The_text_of_a_book_is_fixed()
    {
        var book = new AddressBook(new AddressPlaces(new byte[32]), new Random(1));
        book.Add(new HostPort("45.6.7.8", 6000), Now, IPAddress.Parse("44.1.2.3"), Now);
        book.OnReached(new HostPort("2a00:1450::5", 6000), Now);
        book.Anchors = [new HostPort("45.6.7.8", 6000)];
        Assert.Equal(
            "{\"addresses\": [{\"address\": \"45.6.7.8:6000\", \"attempts\": 0, \"places\": [11940], "
            + "\"seen_ms\": 1766613600000, \"source\": \"44.1.2.3\"}, {\"address\": \"[2a00:1450::5]:6000\", "
            + "\"attempts\": 0, \"places\": [], \"reached_ms\": 1766620800000, \"seen_ms\": 1766620800000, "
            + "\"source\": \"2a00:1450::5\", \"tried_ms\": 1766620800000}], "
            + "\"anchors\": [\"45.6.7.8:6000\"], \"secret\": \"" + Secret + "\", \"version\": 1}",
            Encoding.ASCII.GetString(AddressBookJson.Write(book)));
    }

    [Theory]
    [InlineData("", "ends too early")]
    [InlineData("[]", "no object")]
    [InlineData("{}", "version is missing")]
    [InlineData("{\"version\": 2, \"secret\": \"00\"}", "version is out of range: 2")]
    [InlineData("{\"version\": 1, \"secret\": \"00\"}", "secret is malformed")]
    [InlineData("{\"version\": 1, \"secret\": \"S\", \"addresses\": [{\"address\": \"x:1\"}]}", "address is malformed")]
    [InlineData("{\"version\": 1, \"secret\": \"S\", \"addresses\": [{}]}", "address is missing")]
    [InlineData(
        "{\"version\": 1, \"secret\": \"S\", \"addresses\": [{\"address\": \"45.6.7.8:1\", \"seen_ms\": -1}]}",
        "seen_ms is out of range")]
    public void A_damaged_text_is_a_fault_for_people(string text, string fault)
    {
        var utf8 = Encoding.UTF8.GetBytes(text.Replace("\"S\"", $"\"{Secret}\"", StringComparison.Ordinal));
        Assert.False(AddressBookJson.TryRead(utf8, new Random(1), Now, out _, out var found));
        Assert.Contains(fault, found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_makes_the_reader_fail() => Gen.Select(Gen.Int[0, 600], Gen.Byte, Gen.Int[0, 600]).Sample(
        (at, value, cut) =>
        {
            var book = new AddressBook(new AddressPlaces(new byte[32]), new Random(1));
            book.Add(new HostPort("45.6.7.8", 6000), Now, IPAddress.Parse("44.1.2.3"), Now);
            book.OnReached(new HostPort("2a00:1450::5", 6000), Now);
            var text = AddressBookJson.Write(book);
            text[at % text.Length] = value;
            var length = cut % text.Length == 0 ? text.Length : cut % text.Length;
            text = text[..length];
            var isRead = AddressBookJson.TryRead(text, new Random(1), Now, out var read, out var fault);
            Assert.NotEqual(isRead, fault is not null);
            if (read is not null) Assert.InRange(read.All.Count, 0, 2);
        });

    [Fact]
    public void A_time_in_the_future_is_the_mistake_of_a_clock()
    {
        var book = new AddressBook(new AddressPlaces(new byte[32]), new Random(1));
        book.OnReached(new HostPort("45.6.7.8", 6000), Now.Plus(TimeSpan.FromDays(900)));
        Assert.True(AddressBookJson.TryRead(AddressBookJson.Write(book), new Random(1), Now, out var read, out _));
        var known = Assert.Single(read.All);
        Assert.Equal((Now, Now, Now), (known.Seen, known.LastTry, known.LastReached));
    }
}
