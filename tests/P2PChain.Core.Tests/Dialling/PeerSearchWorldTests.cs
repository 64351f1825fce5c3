using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Testing.Networks;

namespace P2PChain.Core.Tests.Dialling;

public sealed class PeerSearchWorldTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Eight_nodes_of_an_office_all_connect_within_twenty_seconds(int seed)
    {
        var world = new PeerSearchWorld(Enumerable.Range(1, 8).Select(i => new HostPort($"10.0.0.{i}", 6000)), seed);
        world.Run(TimeSpan.FromSeconds(20));
        Assert.All(
            world.Nodes, node => Assert.Equal(7, node.Peers.Values.Select(peer => peer.Node).Distinct().Count()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Two_hundred_nodes_have_eight_dialled_peers_each_and_hold_together_without_the_first(int seed)
    {
        var addresses = Enumerable.Range(
            0, 200).Select(i => new HostPort($"{40 + (i % 10)}.{i % 25}.{i}.1", 6000)).ToList();
        var world = new PeerSearchWorld(addresses, seed);
        world.Run(TimeSpan.FromMinutes(5));
        Assert.All(world.Nodes.Skip(1), node => Assert.Equal(8, node.Outbound.Count()));
        Assert.All(world.Nodes.Skip(1), node => Assert.True(
            node.Outbound.Select(peer => NetGroup.Of(peer.Ip)).Distinct().Count() >= 7));
        foreach (var gone in addresses.Where((_, at) => at % 3 == 0)) world.Kill(gone);
        Assert.Equal(world.Nodes.Count, world.Reached());
        world.Run(TimeSpan.FromMinutes(5));
        Assert.All(world.Nodes, node => Assert.Equal(8, node.Outbound.Count()));
    }
}
