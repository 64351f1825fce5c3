using System.Net;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Plain;

/// <summary>docs/protocol.md, plain peers: how often an address gets the whole chain.</summary>
public sealed class ChainAllowanceTests
{
    private const int LineBytes = 300_000;

    private static readonly IPAddress Far = IPAddress.Parse("192.0.2.7");
    private static readonly Moment Start = new(3_600_000);

    private readonly ChainAllowance _allowance = new();

    [Fact]
    public void An_address_is_answered_once_in_ten_seconds_and_the_loopback_always()
    {
        Assert.True(_allowance.TryTake(Far, Start));
        Assert.False(_allowance.TryTake(Far, Start.Plus(TimeSpan.FromSeconds(9.9))));
        Assert.True(_allowance.TryTake(IPAddress.Parse("192.0.2.8"), Start));
        Assert.True(_allowance.TryTake(Far, Start.Plus(TimeSpan.FromSeconds(10))));
        Assert.True(_allowance.TryTake(IPAddress.Loopback, Start));
        Assert.True(_allowance.TryTake(IPAddress.Loopback, Start));
    }

    [Theory]
    [InlineData("2001:db8:1:2::7", "2001:db8:1:2:ffff::1", false)]
    [InlineData("2001:db8:1:2::7", "2001:db8:1:3::7", true)]
    [InlineData("fe80::7", "fe80::8", true)]
    public void The_addresses_of_one_public_IPv6_network_are_one(string first, string second, bool isAnswered)
    {
        Assert.True(_allowance.TryTake(IPAddress.Parse(first), Start));
        Assert.Equal(isAnswered, _allowance.TryTake(IPAddress.Parse(second), Start));
    }

    [Fact]
    public void An_address_gets_32_MiB_in_an_hour()
    {
        var (bytes, now) = (0L, Start);
        for (; _allowance.TryTake(Far, now); now = now.Plus(TimeSpan.FromSeconds(10)))
        {
            _allowance.OnAnswered(Far, LineBytes);
            bytes += LineBytes;
        }
        Assert.InRange(bytes, 33_554_432, 33_554_432 + LineBytes);
        Assert.False(_allowance.TryTake(Far, Start.Plus(TimeSpan.FromMinutes(59.9))));
        Assert.True(_allowance.TryTake(Far, Start.Plus(TimeSpan.FromMinutes(60))));
    }
}
