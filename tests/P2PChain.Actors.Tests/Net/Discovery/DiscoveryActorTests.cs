using System.Net;
using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Discovery;

public sealed class DiscoveryActorTests(ITestOutputHelper output) : ActorSpec(output, VirtualScheduler.Configuration)
{
    [Theory]
    [InlineData("")]
    [InlineData("{\"version\": 2}")]
    [InlineData("\0\0\0\0")]
    public async Task A_damaged_book_is_a_warning_and_an_empty_book(string text)
    {
        var kept = new AddressesInMemory(text);
        var warning = EventFilter.Warning(contains: "The stored addresses of other nodes are unreadable");
        await warning.ExpectOneAsync(() =>
        {
            Start(kept);
            return Task.CompletedTask;
        });
        Sys.Stop(_discovery);
        await AwaitAssertAsync(() => Assert.Contains("\"addresses\": []", kept.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_book_is_kept_at_the_end_with_its_secret()
    {
        var kept = new AddressesInMemory();
        Start(kept);
        _discovery.Tell(new DiscoveryProtocol.AddressesCame(
            IPAddress.Parse(
                "44.1.2.3"), [new ToldAddress(new HostPort("45.6.7.8", 6000), UnixTime.From(Sys.Scheduler.Now))]));
        _discovery.Tell(PoisonPill.Instance);
        await AwaitAssertAsync(() => Assert.Contains("45.6.7.8:6000", kept.Text, StringComparison.Ordinal));
        var first = kept.Text;
        Start(kept);
        await WatchAsync(_discovery);
        Sys.Stop(_discovery);
        await ExpectTerminatedAsync(_discovery);
        Assert.Equal(first, kept.Text);
    }

    [Fact]
    public async Task A_seed_is_dialled_again_each_minute_while_there_is_no_peer()
    {
        Start(new AddressesInMemory(), "45.6.7.8:6000");
        var address = new HostPort("45.6.7.8", 6000);
        for (var i = 0; i < 3; i++)
        {
            await SettleAsync();
            Pass(1);
            await SettleAsync();
            Pass(1);
            Assert.Equal(
                new FoundDial(address, IsLook: false), (await _manager.ExpectMsgAsync<DiscoveryProtocol.Dial>()).Found);
            _discovery.Tell(new DiscoveryProtocol.DialEnded(address, DialEnd.Failed));
            await SettleAsync();
            for (var second = 0; second < 50; second++) Pass(1);
            await SettleAsync();
            await _manager.ExpectNoMsgAsync(TimeSpan.Zero);
            for (var second = 0; second < 8; second++) Pass(1);
        }
    }

    [Fact]
    public async Task The_addresses_of_a_name_are_dialled()
    {
        Start(new AddressesInMemory(), "localhost:6000");
        await AwaitAssertAsync(async () =>
        {
            Pass(1);
            var dial = await _manager.ExpectMsgAsync<DiscoveryProtocol.Dial>(TimeSpan.FromMilliseconds(100));
            Assert.True(IPAddress.IsLoopback(IPAddress.Parse(dial.Found.Address.Host)));
        });
    }

    /// <summary>The actor is done with its messages so far.</summary>
    private async Task SettleAsync()
    {
        var asker = CreateTestProbe();
        _discovery.Tell(new DiscoveryProtocol.AddressesAsked(IPAddress.Loopback), asker);
        await asker.ExpectMsgAsync<DiscoveryProtocol.Addresses>();
    }

    private TestProbe _manager = null!;
    private IActorRef _discovery = ActorRefs.Nobody;

    private void Start(AddressesInMemory kept, string? seed = null)
    {
        var settings = new DiscoverySettings { IsOn = true, Seeds = seed is null ? [] : [HostPort.Parse(seed)!] };
        _manager = CreateTestProbe();
        _discovery = _manager.ChildActorOf(
            DiscoveryActor.Props(new DiscoveryContext(kept, settings, new Random(1), static () => 7)));
        UnderTest(_discovery);
    }

    private void Pass(double seconds) => ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(seconds));
}
