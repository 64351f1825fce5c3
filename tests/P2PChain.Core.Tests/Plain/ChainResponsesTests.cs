using System.Net;
using System.Text;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Core.Tests.Plain;

/// <summary>docs/protocol.md, plain peers: who asks for the whole chain.</summary>
public sealed class ChainResponsesTests
{
    private static readonly IPAddress Far = IPAddress.Parse("192.0.2.7");
    private static readonly Moment Start = new(3_600_000);

    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger;
    private readonly ChainResponses _responses = new();

    public ChainResponsesTests()
    {
        _ledger = new TestLedger(_draw.Parameters);
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "laptop-001", 10));
        _ledger.Submit(_draw.Checked("a1"));
    }

    [Fact]
    public void The_best_chain_is_written_once_per_tip()
    {
        var first = _responses.Answer(_ledger.State, IPAddress.Loopback, Start)!;
        var line = (SortedDictionary<string, object?>)OracleJson.Read(Encoding.ASCII.GetString(first))!;
        Assert.Equal("chain_response", line["type"]);
        Assert.Equal(2, ((List<object?>)((SortedDictionary<string, object?>)line["payload"]!)["chain"]!).Count);
        Assert.Same(first, _responses.Answer(_ledger.State, IPAddress.Loopback, Start));
        _draw.Add("a2", "a1");
        _ledger.Submit(_draw.Checked("a2"));
        Assert.True(_responses.Answer(_ledger.State, IPAddress.Loopback, Start)!.Length > first.Length);
    }

    [Fact]
    public void An_address_is_answered_once_in_ten_seconds_and_the_loopback_always()
    {
        Assert.NotNull(_responses.Answer(_ledger.State, Far, Start));
        Assert.Null(_responses.Answer(_ledger.State, Far, Start.Plus(TimeSpan.FromSeconds(9.9))));
        Assert.NotNull(_responses.Answer(_ledger.State, IPAddress.Parse("192.0.2.8"), Start));
        Assert.NotNull(_responses.Answer(_ledger.State, Far, Start.Plus(TimeSpan.FromSeconds(10))));
    }

    [Theory]
    [InlineData("2001:db8:1:2::7", "2001:db8:1:2:ffff::1", false)]
    [InlineData("2001:db8:1:2::7", "2001:db8:1:3::7", true)]
    [InlineData("fe80::7", "fe80::8", true)]
    public void The_addresses_of_one_public_IPv6_network_are_one(string first, string second, bool isAnswered)
    {
        Assert.NotNull(_responses.Answer(_ledger.State, IPAddress.Parse(first), Start));
        Assert.Equal(isAnswered, _responses.Answer(_ledger.State, IPAddress.Parse(second), Start) is not null);
    }

    [Fact]
    public void An_address_gets_32_MiB_in_an_hour()
    {
        var big = Enumerable.Range(0, 600).Select(i => (_draw.Request(TestKeys.Alice, $"item-{i}", 20).Content with { Note = new string('n', 256) }).SignedBy(TestKeys.Alice)).ToArray();
        _draw.Add("a2", "a1", big);
        _ledger.Submit(_draw.Checked("a2"));
        var (bytes, answers, now) = (0L, 0, Start);
        for (; _responses.Answer(_ledger.State, Far, now) is { } line; now = now.Plus(TimeSpan.FromSeconds(10)))
        {
            bytes += line.Length;
            answers++;
        }
        Assert.InRange(bytes, 33_554_432, 33_554_432 + (bytes / answers));
        Assert.Null(_responses.Answer(_ledger.State, Far, Start.Plus(TimeSpan.FromMinutes(59.9))));
        Assert.NotNull(_responses.Answer(_ledger.State, Far, Start.Plus(TimeSpan.FromMinutes(60))));
    }
}
