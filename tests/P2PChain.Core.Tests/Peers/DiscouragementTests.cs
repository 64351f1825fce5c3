using System.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Peers;

public sealed class DiscouragementTests
{
    private static readonly Moment Start = new(1_766_620_800_000);
    private static readonly PeerFault Fault = new(PeerFaultCode.InvalidBlock, "too heavy");

    [Theory]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8:1:2::7", "2001:db8:1:2:ffff::1", true)]
    [InlineData("2001:db8:1:2::7", "2001:db8:1:3::7", false)]
    [InlineData("fe80::7", "fe80::8", false)]
    [InlineData("fd00:1:2:3::7", "fd00:1:2:3::8", false)]
    public void A_public_IPv6_network_is_one_address_and_a_local_one_is_not(string one, string other, bool isSame)
    {
        var book = new Discouragement();
        book.OnFault(At(one), Fault, isExtended: true, Start);
        Assert.True(book.Includes(At(one), Start));
        Assert.Equal(isSame, book.Includes(At(other), Start));
    }

    [Fact]
    public void It_says_who_why_and_until_when()
    {
        var book = new Discouragement();
        book.OnFault(At("2001:db8:1:2::7"), Fault, isExtended: true, Start);
        var (address, fault, until) = Assert.Single(book.Now(Start));
        Assert.Equal(
            ("2001:db8:1:2::/64", Fault, Start.Plus(TimeSpan.FromHours(24))), (address.ToString(), fault, until));
        Assert.Empty(book.Now(until));
    }

    [Fact]
    public void Strikes_count_within_an_hour_only()
    {
        var (book, there) = (new Discouragement(), At("192.0.2.7"));
        for (var i = 0; i < 10; i++) book.OnFault(there, new PeerFault(PeerFaultCode.Malformed), isExtended: true, Start.Plus(TimeSpan.FromMinutes(31 * i)));
        Assert.False(book.Includes(there, Start.Plus(TimeSpan.FromMinutes(31 * 9))));
    }

    [Fact]
    public void A_milder_fault_does_not_shorten_what_a_worse_one_cost()
    {
        var (book, there) = (new Discouragement(), At("192.0.2.7"));
        book.OnFault(there, Fault, isExtended: true, Start);
        book.OnFault(there, Fault, isExtended: false, Start);
        Assert.True(book.Includes(there, Start.Plus(TimeSpan.FromHours(23))));
    }

    [Fact]
    public void It_forgets_the_oldest_where_there_is_no_room()
    {
        var book = new Discouragement(addressesMax: 2);
        for (byte i = 1; i <= 3; i++) book.OnFault(At($"192.0.2.{i}"), Fault, isExtended: true, Start);
        Assert.Equal(2, book.Count);
        Assert.False(book.Includes(At("192.0.2.1"), Start));
        Assert.True(book.Includes(At("192.0.2.3"), Start));
        Assert.Equal(50_000, Discouragement.AddressesMax);
    }

    [Theory]
    [InlineData("192.0.2.7", true, true, false, false, "key")]
    [InlineData("192.0.2.7", true, true, false, true, "key")]
    [InlineData("192.0.2.7", true, false, true, true, "key")]
    [InlineData("192.0.2.7", true, false, false, false, "address")] // a key costs a stranger nothing
    [InlineData("192.0.2.7", false, false, false, false, "address")]
    [InlineData("192.0.2.7", false, false, true, true, "nobody")] // the key is only claimed
    [InlineData("192.0.2.7", true, false, false, true, "nobody")]
    [InlineData("127.0.0.1", true, true, true, true, "nobody")]
    [InlineData("::1", false, false, false, false, "nobody")]
    public void A_key_answers_for_a_fault_only_if_it_is_proven_and_known(
        string address, bool isProven, bool isListed, bool isNamed, bool isExempt, string answers)
    {
        var key = TestKeys.Bob.PublicKey;
        var culprit = Culprit.Of(IPAddress.Parse(address), isProven ? key : null, isListed, isNamed, isExempt);
        Assert.Equal(
            answers switch { "key" => new Culprit.OfKey(key), "address" => At(address), _ => null }, culprit);
    }

    [Fact]
    public void A_discouraged_key_leaves_its_address_alone()
    {
        var (book, key) = (new Discouragement(), new Culprit.OfKey(TestKeys.Bob.PublicKey));
        book.OnFault(key, Fault, isExtended: true, Start);
        Assert.True(book.Includes(new Culprit.OfKey(TestKeys.Bob.PublicKey), Start));
        Assert.False(book.Includes(new Culprit.OfKey(TestKeys.Carol.PublicKey), Start));
        Assert.False(book.Includes(At("192.0.2.7"), Start));
        Assert.Equal($"key {TestKeys.Bob.PublicKey.Short}", Assert.Single(book.Now(Start)).Culprit.ToString());
    }

    private static Culprit.OfAddress At(string address) => new Culprit.OfAddress(
        AddressGroup.Of(IPAddress.Parse(address)));
}
