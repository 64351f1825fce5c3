using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Primitives;

public sealed class HostNameTests
{
    [Theory]
    [InlineData("berlin.example", UriHostNameType.Dns)]
    [InlineData("node_7", UriHostNameType.Dns)]
    [InlineData("bücher.example", UriHostNameType.Dns)]
    [InlineData("उदाहरण.example", UriHostNameType.Dns)]
    [InlineData("xn--bcher-kva.example", UriHostNameType.Dns)]
    [InlineData("10.0.2.5", UriHostNameType.IPv4)]
    [InlineData("2001:db8::1", UriHostNameType.IPv6)]
    public void A_name_or_an_address_is_a_host(string text, UriHostNameType kind) => Assert.Equal(
        kind, HostName.KindOf(text));

    [Theory]
    [InlineData("010.0.0.1")] // 8.0.0.1 to the system
    [InlineData("10.000.002.005")]
    [InlineData("10.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("167772161")]
    public void An_IPv4_address_that_the_system_reads_otherwise_than_people_is_none(string text) =>
        Assert.Equal(UriHostNameType.Unknown, HostName.KindOf(text));

    [Theory]
    [InlineData("")]
    [InlineData("ber lin")]
    [InlineData("10.0.2.5\u00a0")]
    [InlineData("10.0.2.5\u200b")]
    [InlineData("127\u2028.0.0.1")]
    [InlineData("\u202eexample")]
    [InlineData("ber\u3000lin")]
    [InlineData("berlin/example")]
    [InlineData("a\nb")]
    public void What_holds_something_that_nobody_sees_is_none(string text) => Assert.Equal(
        UriHostNameType.Unknown, HostName.KindOf(text));
}
