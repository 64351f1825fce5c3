using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Primitives;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("10.0.2.5:6000", "10.0.2.5", 6000)]
    [InlineData("berlin.example:65535", "berlin.example", 65535)]
    [InlineData("[2001:db8::1]:1", "2001:db8::1", 1)]
    public void One_word_is_host_and_port(string text, string host, int port)
    {
        Assert.Equal(new HostPort(host, port), HostPort.Parse(text));
        Assert.Equal(text, new HostPort(host, port).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("6000")]
    [InlineData(":6000")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:+1")]
    [InlineData("ho st:6000")]
    [InlineData("10.0.2.5\u00a0:6000")]
    [InlineData("[berlin.example]:6000")]
    [InlineData("[127.0.0.1]:6000")]
    [InlineData("[[::1]]:6000")]
    [InlineData("[]:6000")]
    [InlineData("[::1]")]
    [InlineData("::1:6000")]
    [InlineData("a:b:6000")]
    public void Any_other_word_is_none(string text) => Assert.Null(HostPort.Parse(text));

    [Fact]
    public void Port_zero_is_one_to_listen_on() => Assert.Equal(
        new HostPort("::", 0), HostPort.Parse("[::]:0", portMin: 0));

    [Theory]
    [InlineData("::1")]
    [InlineData("[::1]")]
    public void Of_two_words_an_address_may_have_no_brackets(string host) =>
        Assert.Equal(new HostPort("::1", 6000), HostPort.Parse(host, "6000"));

    [Theory]
    [InlineData("0:0::1", "::1")]
    [InlineData("::ffff:10.0.2.5", "10.0.2.5")]
    [InlineData("fe80::0:5%eth0", "fe80::5%eth0")]
    [InlineData("berlin.example", "berlin.example")]
    public void An_address_has_one_shortest_spelling(string host, string shortest) =>
        Assert.Equal(new HostPort(shortest, 6000), new HostPort(host, 6000).Canonical());
}
