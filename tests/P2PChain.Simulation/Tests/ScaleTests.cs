using System.Xml.Linq;
using P2PChain.Core.Primitives;
using P2PChain.Simulation.Scale;

namespace P2PChain.Simulation.Tests;

/// <summary>The measurement of networks measures, and notices a network that misses a target.</summary>
public sealed class ScaleTests
{
    private static readonly Hash256 Block = Hash256.Of("block"u8);

    [Theory]
    [InlineData(4, 3)]
    [InlineData(5, 4)]
    [InlineData(10, 4)]
    [InlineData(16, 4)]
    [InlineData(100, 6)]
    [InlineData(1_000, 7)]
    [InlineData(10_000, 9)]
    public void A_block_may_cross_the_base_4_logarithm_of_the_nodes_and_two_links(int nodes, int hops) =>
        Assert.Equal(hops, ScaleTargets.HopsMax(nodes));

    [Fact]
    public void The_way_of_a_block_is_that_of_its_first_copy()
    {
        var paths = new BlockPaths<string>();
        paths.OnJoined(Block, "a", TimeSpan.FromSeconds(1));
        paths.OnArrived(Block, "b", "a");
        paths.OnArrived(Block, "c", "b");
        paths.OnArrived(Block, "c", "a");
        paths.OnJoined(Block, "b", TimeSpan.FromSeconds(2));
        Assert.Null(paths.Reach(Block, nodes: 3, share: 1));
        paths.OnJoined(Block, "c", TimeSpan.FromSeconds(4));

        Assert.Equal((2, TimeSpan.FromSeconds(3)), paths.Reach(Block, nodes: 3, share: 1));
        Assert.Equal((1, TimeSpan.FromSeconds(1)), paths.Reach(Block, nodes: 3, share: 0.5));
        Assert.Null(PathFigures.Of([Block], paths, nodes: 4));
    }

    [Fact]
    public void Ten_whole_nodes_meet_every_target()
    {
        var figures = Measure(WholeNetwork.Found(10, seed: 2));

        Assert.Empty(ScaleTargets.Missed(figures));
        Assert.InRange(figures.Paths!.LastAfter.TotalMilliseconds, 40, 1_000);
        Assert.True(figures.TransactionBytes > 300);
    }

    [Fact]
    public void A_node_that_is_cut_off_is_noticed()
    {
        var network = WholeNetwork.Found(10, seed: 2);
        network.Part(share: 0.1);

        var missed = string.Join('\n', ScaleTargets.Missed(Measure(network)));
        Assert.Contains("some node lacks a block", missed, StringComparison.Ordinal);
        Assert.Contains("the connections reach", missed, StringComparison.Ordinal);
    }

    [Fact]
    public void Transactions_that_are_sent_whole_to_every_peer_are_noticed()
    {
        var network = WholeNetwork.Found(10, seed: 2);
        foreach (var node in network.Nodes) node.Peering = node.Peering with { FewPeers = 10 };

        Assert.Contains(
            ScaleTargets.Missed(Measure(network)),
            missed => missed.Contains("copies of a transaction", StringComparison.Ordinal));
    }

    [Fact]
    public void The_rules_alone_take_as_many_links_as_whole_nodes()
    {
        var (whole, rules) = (Measure(WholeNetwork.Found(20, seed: 2)), new RuleMeasurements(seed: 2).Spread(20));

        Assert.Empty(ScaleTargets.Missed(rules));
        Assert.InRange(rules.Paths!.HopsLast, whole.Paths!.HopsLast - 1, whole.Paths.HopsLast + 1);
        Assert.InRange(rules.Copies, whole.Copies - 0.1, whole.Copies + 0.1);
    }

    [Fact]
    public void A_network_that_does_not_heal_in_time_misses_its_target()
    {
        var (join, back) = (TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(1));
        var late = TimeSpan.FromSeconds(1);

        Assert.Empty(ScaleTargets.Missed(new HealFigures(10, join, join, back, back)));
        Assert.Single(ScaleTargets.Missed(new HealFigures(10, join + late, join, back, back)));
        Assert.Single(ScaleTargets.Missed(new HealFigures(10, join, null, back, back)));
        Assert.Single(ScaleTargets.Missed(new HealFigures(10, join, join, back, back + late)));
    }

    [Fact]
    public void The_tables_of_a_document_are_replaced()
    {
        const string Old = "before\n<!-- written by the command: begin -->\nold\n<!-- written by the command: end -->\nafter\n";
        const string New = "before\n<!-- written by the command: begin -->\nnew\n<!-- written by the command: end -->\nafter\n";

        Assert.Equal(New, ScaleTables.Replaced(Old, "new\n"));
    }

    [Fact]
    public void The_plot_has_a_point_for_each_network()
    {
        var paths = new PathFigures(Blocks: 1, HopsLast: 3, HopsMedian: 2, LastAfter: TimeSpan.FromSeconds(1));
        int Circles(params SpreadFigures[] figures) =>
            XDocument.Parse(ScalePlot.Draw(figures)).Descendants().Count(each => each.Name.LocalName == "circle");
        var (whole, rules) = (
            new SpreadFigures(10, true) { Paths = paths }, new SpreadFigures(10_000, false) { Paths = paths });

        Assert.Equal(Circles() + 2, Circles(whole, rules));
    }

    private static SpreadFigures Measure(WholeNetwork network) => WholeMeasurements.Spread(network);
}
