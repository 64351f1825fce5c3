using P2PChain.Actors.Console.News;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Tests.Console.News;

public sealed class CatchUpTests
{
    private readonly CatchUp _catchUp = new();

    [Fact]
    public void A_block_that_was_not_asked_for_is_told_at_once()
    {
        Assert.Equal([1], Heights(Block(1, 0, isFetched: false)));
        Assert.False(_catchUp.IsOn);
    }

    [Fact]
    public void A_few_fetched_blocks_are_told_one_by_one_when_no_more_come()
    {
        for (var height = 1; height <= CatchUp.LinesMax; height++) Assert.Empty(Block(height, 0));
        Assert.Empty(_catchUp.OnTime(CatchUp.LinesMax, At(0.2)));
        Assert.Equal(
            Enumerable.Range(1, CatchUp.LinesMax).Select(n => (long)n),
            Heights(_catchUp.OnTime(CatchUp.LinesMax, At(0.3))));
        Assert.False(_catchUp.IsOn);
    }

    [Fact]
    public void A_sync_of_twenty_thousand_blocks_is_a_line_a_second_and_a_result()
    {
        List<INews> told = [];
        for (var height = 1; height <= 20_000; height++)
        {
            told.AddRange(Block(height, height / 1000.0));
            if (height % 250 == 0) told.AddRange(_catchUp.OnTime(20_000, At(height / 1000.0)));
        }
        told.AddRange(_catchUp.OnTime(20_000, At(20.3)));
        Assert.Equal(20, told.Count);
        var first = Assert.IsType<SyncProgressNews>(told[0]);
        Assert.Equal((1_250, 20_000), (first.Height, first.Target));
        Assert.InRange(first.PerSecond, 990, 1_010);
        Assert.InRange(first.Remaining.TotalSeconds, 18.5, 19.5);
        var result = Assert.IsType<SyncedNews>(told[^1]);
        Assert.Equal((20_000, 20_000, 0), (result.Blocks, result.Height, result.Missing));
        Assert.InRange(result.Took.TotalSeconds, 19.9, 20);
        Assert.False(_catchUp.IsOn);
    }

    [Fact]
    public void A_slow_sync_is_no_list_of_blocks()
    {
        List<INews> told = [];
        for (var height = 1; height <= 100; height++)
        {
            told.AddRange(Block(height, height));
            told.AddRange(_catchUp.OnTime(100, At(height + 0.5)));
        }
        Assert.Empty(told.OfType<BlockNews>());
        Assert.Equal(100, Assert.Single(told.OfType<SyncedNews>()).Blocks);
    }

    [Fact]
    public void A_sync_that_stalls_says_what_is_missing()
    {
        for (var height = 1; height <= 50; height++) Block(height, 0);
        Assert.Empty(_catchUp.OnTime(80, At(0.9)));
        Assert.IsType<SyncProgressNews>(Assert.Single(_catchUp.OnTime(80, At(19.9))));
        Assert.Equal(30, Assert.IsType<SyncedNews>(Assert.Single(_catchUp.OnTime(80, At(20)))).Missing);
    }

    [Fact]
    public void A_peer_that_claims_any_height_hides_no_block_for_longer_than_a_stall()
    {
        Block(1, 0);
        Assert.Empty(_catchUp.OnTime(long.MaxValue, At(19.9)));
        Assert.Equal([1], Heights(_catchUp.OnTime(long.MaxValue, At(20))));
        for (var height = 2; height <= 50; height++) Block(height, 30);
        var progress = Assert.IsType<SyncProgressNews>(Assert.Single(_catchUp.OnTime(long.MaxValue, At(31))));
        Assert.Equal(TimeSpan.FromDays(99), progress.Remaining);
        Assert.Equal([51], Heights(Block(51, 32, isFetched: false)[1..]));
    }

    [Fact]
    public void A_block_of_this_moment_ends_a_sync()
    {
        for (var height = 1; height <= 50; height++) Block(height, 0);
        var told = Block(51, 0.1, isFetched: false);
        Assert.Equal(50, Assert.IsType<SyncedNews>(told[0]).Blocks);
        Assert.Equal([51], Heights(told[1..]));
    }

    private static Moment At(double seconds) => new((long)(seconds * 1000));

    private static IEnumerable<long> Heights(IEnumerable<INews> news) => news.Select(
        one => Assert.IsType<BlockNews>(one).Height);

    private INews[] Block(long height, double seconds, bool isFetched = true) =>
        [.. _catchUp.OnBlocks([new BlockNews(height, "a peer", [])], 1, height, isFetched, At(seconds))];
}
