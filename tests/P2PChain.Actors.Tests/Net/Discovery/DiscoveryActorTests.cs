using System.Net;
using Akka.Actor;
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
        await EventFilter.Warning(contains: "The stored addresses of other nodes are unreadable and are forgotten").ExpectOneAsync(
            () =>
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
            IPAddress.Parse("44.1.2.3"), [new ToldAddress(new HostPort("45.6.7.8", 6000), UnixTime.From(Sys.Scheduler.Now))]));
        _discovery.Tell(PoisonPill.Instance);
        await AwaitAssertAsync(() => Assert.Contains("45.6.7.8:6000", kept.Text, StringComparison.Ordinal));
        var first = kept.Text;
        Start(kept);
        await WatchAsync(_discovery);
        Sys.Stop(_discovery);
        await ExpectTerminatedAsync(_discovery);
        Assert.Equal(first, kept.Text);
    }

    private IActorRef _discovery = ActorRefs.Nobody;

    private void Start(AddressesInMemory kept) => _discovery = CreateTestProbe().ChildActorOf(
        DiscoveryActor.Props(new DiscoveryContext(kept, 8, new Random(1), static () => 7)));
}
