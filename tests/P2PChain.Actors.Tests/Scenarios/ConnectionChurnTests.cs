using Akka.Actor;
using P2PChain.Testing;
using P2PChain.Testing.Wire;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>
/// What ten thousand strangers leave behind in a node. Memory is the process's, so nothing else runs meanwhile.
/// </summary>
[Collection(Alone.Name)]
public sealed class ConnectionChurnTests : ActorSpec
{
    private readonly ITestOutputHelper _output;

    public ConnectionChurnTests(ITestOutputHelper output)
        : base(output, "akka.loglevel = WARNING") => _output = output;

    [Fact]
    public async Task Ten_thousand_connection_attempts_add_at_most_64_MiB_and_leave_no_actor_behind()
    {
        const int attempts = 10_000;
        var node = await TestNode.StartAsync(Sys, "a", TestKeys.Alice);
        UnderTest(node.Refs.Node);
        var (bytes, actors) = (GC.GetTotalMemory(forceFullCollection: true), Actors());
        await RawPeer.ComeAndGoAsync(node.Refs.Listens, attempts);
        var added = GC.GetTotalMemory(forceFullCollection: true) - bytes;
        await AwaitAssertAsync(() => Assert.Equal(actors, Actors()), TimeSpan.FromSeconds(20));
        _output.WriteLine(
            $"{attempts} attempts added {added / 1024} KiB that are in use; {actors} actors before and after");
        Assert.InRange(added, long.MinValue, 64 * 1024 * 1024);
    }

    /// <summary>How many actors there are, Akka's own included: a connection is one of those as well.</summary>
    private int Actors()
    {
        var provider = ((ExtendedActorSystem)Sys).Provider;
        return Count(provider.Guardian) + Count(provider.SystemGuardian);
    }

    private static int Count(IActorRef actor) => 1 + (actor is ActorRefWithCell cell ? cell.Children.Sum(Count) : 0);
}
