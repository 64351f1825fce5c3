using P2PChain.Simulation.Checks;
using P2PChain.Simulation.Engine;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;

namespace P2PChain.Simulation.Tests;

/// <summary>Rule L1 of the simulation: which nodes may keep two tips.</summary>
public sealed class FollowedTests
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);

    private readonly SimWorld _world = new(1);
    private readonly ChainBuilder _draw = new();
    private readonly Followed _followed;
    private readonly SimNode _first;
    private readonly SimNode _middle;
    private readonly SimNode _last;

    public FollowedTests()
    {
        _followed = new Followed(_world);
        (_first, _middle, _last) = (_world.AddNode(), _world.AddNode(), _world.AddNode());
        _first.Peers = [SimWorld.AddressOf(_middle.Host)];
        _last.Peers = [SimWorld.AddressOf(_middle.Host)];
        _draw.Add("1", "genesis");
        _draw.Add("2", "1");
        var ahead = (SimCore.Start + TimeSpan.FromHours(1)).ToUnixTimeMilliseconds();
        _draw.Add("ahead", "1", header => header with { TimeMs = ahead });
        _draw.Add("on it", "ahead", header => header with { TimeMs = ahead + 1 });
        _draw.Add("x1", "genesis", header => header with { TimeMs = header.TimeMs + 1 });
        _draw.Add("x2", "x1");
        _draw.Add("x3", "x2");
    }

    [Fact]
    public void A_node_that_does_not_follow_its_neighbour_is_named()
    {
        Give(_first, "1", "2");
        Give(_middle, "1");
        Assert.Equal($"n1 does not follow n0 to 2 {_draw["2"].Hash.ToString()[..8]}", _followed.Missed(Within));
    }

    [Fact]
    public void Nodes_of_one_tip_are_in_step()
    {
        foreach (var node in _world.Nodes) Give(node, "1", "2");
        Assert.Null(_followed.Missed(Within));
        Assert.True(_followed.IsByAll);
    }

    [Fact] // rule F4
    public void A_chain_is_followed_up_to_a_block_that_is_dated_ahead()
    {
        Give(_first, "1", "ahead", "on it");
        Give(_middle, "1");
        Give(_last, "1");
        Assert.Null(_followed.Missed(Within));
        Assert.False(_followed.IsByAll);
    }

    [Fact] // rule F4
    public void A_node_that_does_not_follow_the_part_below_a_block_dated_ahead_is_named()
    {
        Give(_first, "1", "ahead");
        Assert.StartsWith("n1 does not follow n0 to 1 ", _followed.Missed(Within), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_nodes_may_differ_if_only_a_node_with_a_chain_dated_ahead_connects_them()
    {
        Give(_first, "1", "2");
        Give(_middle, "1", "ahead", "on it");
        Give(_last, "1");
        Assert.Null(_followed.Missed(Within));
        _first.Peers = [.. _first.Peers, SimWorld.AddressOf(_last.Host)];
        Assert.StartsWith("n2 does not follow n0 to 2 ", _followed.Missed(Within), StringComparison.Ordinal);
    }

    private void Give(SimNode node, params string[] blocks)
    {
        var ledger = new TestLedger(_draw.Parameters, node.Disk.Open()) { Now = ChainBuilder.ClockAt(100_000) };
        foreach (var name in blocks) ledger.Submit(_draw.Checked(name));
    }
}
