using System.Net;
using P2PChain.Core.Peers;

namespace P2PChain.Core.Tests.Peers;

public sealed class NetGroupTests
{
    [Theory]
    [InlineData("45.6.7.8", "45.6.0.0/16")]
    [InlineData("::ffff:45.6.7.8", "45.6.0.0/16")]
    [InlineData("192.168.7.8", "192.168.7.0/24")]
    [InlineData("100.64.7.8", "100.64.7.0/24")]
    [InlineData("127.0.0.1", "127.0.0.0/24")]
    [InlineData("2a00:1450:4001::5", "2a00:1450::/32")]
    [InlineData("fd00:1:2:3:4::5", "fd00:1:2:3::/64")]
    public void A_group_is_the_range_that_one_operator_is_likely_to_have(string address, string group) =>
        Assert.Equal(group, NetGroup.Of(IPAddress.Parse(address)).ToString());

    [Theory]
    [InlineData("9.255.255.255", AddressScope.Public)]
    [InlineData("10.255.255.255", AddressScope.Private)]
    [InlineData("172.15.0.1", AddressScope.Public)]
    [InlineData("172.31.255.255", AddressScope.Private)]
    [InlineData("172.32.0.0", AddressScope.Public)]
    [InlineData("100.127.255.255", AddressScope.Private)]
    [InlineData("100.128.0.0", AddressScope.Public)]
    [InlineData("198.19.0.1", AddressScope.Unusable)]
    [InlineData("240.0.0.1", AddressScope.Unusable)]
    [InlineData("::1", AddressScope.Loopback)]
    [InlineData("::2", AddressScope.Unusable)]
    [InlineData("fe80::1", AddressScope.Unusable)]
    [InlineData("fe80::1%2", AddressScope.Unusable)]
    [InlineData("3fff:ffff::1", AddressScope.Public)]
    [InlineData("4000::1", AddressScope.Unusable)]
    public void The_scope_of_an_address_is_that_of_its_range(string address, AddressScope scope) =>
        Assert.Equal(scope, AddressScopes.Of(IPAddress.Parse(address)));
}
