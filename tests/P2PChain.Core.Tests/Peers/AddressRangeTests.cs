using System.Net;
using CsCheck;
using P2PChain.Core.Peers;

namespace P2PChain.Core.Tests.Peers;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("10.0.2.5", "10.0.2.5")]
    [InlineData("10.0.2.5/32", "10.0.2.5")]
    [InlineData("10.0.2.5/24", "10.0.2.0/24")]
    [InlineData("10.0.2.5/0", "0.0.0.0/0")]
    [InlineData("::ffff:10.0.2.5", "10.0.2.5")]
    [InlineData("::ffff:10.0.2.5/120", "10.0.2.0/24")]
    [InlineData("[2001:db8:0::5]", "2001:db8::5")]
    [InlineData("2001:db8::5/33", "2001:db8::/33")]
    [InlineData("[2001:db8::5]/64", "2001:db8::/64")]
    [InlineData("fe80::5%eth0", "fe80::5")]
    [InlineData("[fe80::5%2]", "fe80::5")]
    public void A_range_is_read_in_any_spelling_and_shown_in_one(string text, string shown)
    {
        var range = AddressRange.Parse(text);
        Assert.Equal(shown, range.ToString());
        Assert.Equal(range, AddressRange.Parse(shown));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.2")]
    [InlineData("10.0.2.05")]
    [InlineData("10.0.2.5/33")]
    [InlineData("10.0.2.5/-1")]
    [InlineData("10.0.2.5/")]
    [InlineData("10.0.2.5/ 8")]
    [InlineData("10.0.2.5/8/8")]
    [InlineData("2001:db8::/129")]
    [InlineData("[10.0.2.5]")]
    [InlineData("office")]
    [InlineData("10.0.2.5:6000")]
    [InlineData("%")]
    [InlineData("/8")]
    public void Any_other_text_is_no_range(string text) => Assert.Null(AddressRange.Parse(text));

    [Theory]
    [InlineData("10.0.2.0/24", "10.0.2.255", true)]
    [InlineData("10.0.2.0/24", "::ffff:10.0.2.255", true)]
    [InlineData("10.0.2.0/24", "10.0.3.0", false)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("::/0", "10.0.2.5", false)]
    [InlineData("fe80::5", "fe80::5%3", true)]
    public void An_address_is_compared_however_it_was_observed(string range, string address, bool isIn) =>
        Assert.Equal(isIn, AddressRange.Parse(range)!.Value.Contains(IPAddress.Parse(address)));

    [Fact]
    public void A_range_contains_the_addresses_that_share_its_first_bits() =>
        (from bytes in Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16])
         from bits in Gen.Int[0, bytes.Length * 8]
         from flipped in Gen.Int[0, (bytes.Length * 8) - 1]
         select (bytes, bits, flipped)).Sample((bytes, bits, flipped) =>
        {
            var address = new IPAddress(bytes);
            if (address.IsIPv4MappedToIPv6) return;
            var range = AddressRange.Parse($"{address}/{bits}")!.Value;
            var other = bytes.ToArray();
            other[flipped / 8] ^= (byte)(0x80 >> (flipped % 8));
            Assert.True(range.Contains(address));
            Assert.Equal(flipped >= bits, range.Contains(new IPAddress(other)));
            Assert.True(range.Contains(AddressRange.Of(address)));
            Assert.Equal(bits == bytes.Length * 8, AddressRange.Of(address).Contains(range));
        });
}
