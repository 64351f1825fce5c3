using System.Collections.Immutable;
using CsCheck;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>What a place in a chain of headers adds: median, work, locator. No work is proved here.</summary>
public sealed class HeaderChainProperties
{
    private static readonly Gen<(long TimeMs, long Difficulty)[]> Headers =
        Gen.Select(Gen.Long[0, 1L << 43], Gen.Long[256, 9_007_199_254_740_991]).Array[1, 40];

    [Fact] // rules H8, F1
    public void Median_work_and_largest_time_are_those_of_the_list_of_headers() => Headers.Sample(drawn =>
    {
        var node = HeaderNode.OfGenesis(NetworkParameters.Demo.Genesis());
        List<long> times = [node.Header.TimeMs];
        var work = node.Work;
        foreach (var (timeMs, difficulty) in drawn)
        {
            node = Child(node, timeMs, difficulty);
            times.Add(timeMs);
            // The times of the last eleven, or of as many as there are: element ⌊n/2⌋ in ascending order.
            List<long> last = [.. times.TakeLast(11).Order()];
            Assert.Equal(last[last.Count / 2], node.MedianTimeMs());
            Assert.Equal(last[^1], node.RecentMaxTimeMs());
            Assert.Equal(times.Max(), node.MaxTimeMs);
            Assert.True(node.Work > work && node.Beats(node.Parent!) && !node.Parent!.Beats(node) && !node.Beats(node));
            Assert.Equal(work.Hashes + (UInt128)difficulty, node.Work.Hashes);
            work = node.Work;
        }
    });

    [Fact] // rules F1, F2
    public void Of_any_two_tips_one_beats_the_other_and_of_three_no_circle_is_made() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 5]).Array[3].Sample(drawn =>
        {
            var tips = drawn.Select(tip => (Work: new Work((UInt128)tip.Item1), Hash: Hash256.Of([(byte)tip.Item2]))).ToArray();
            foreach (var one in tips)
                foreach (var other in tips)
                {
                    Assert.Equal(one == other ? 0 : 1, (Beats(one, other) ? 1 : 0) + (Beats(other, one) ? 1 : 0));
                    foreach (var third in tips) Assert.False(Beats(one, other) && Beats(other, third) && !Beats(one, third));
                }
        });

    [Fact]
    public void A_locator_is_short_dense_at_the_tip_ends_in_genesis_and_finds_the_last_block_that_both_have() =>
        Gen.Select(Gen.Int[0, 90], Gen.Int[0, 90], Gen.Int[0, 90]).Sample(
            (common, ours, theirs) =>
            {
                var (mine, other) = (TreeOf(common, ours, "ours"), TreeOf(common, theirs, "theirs"));
                var locator = Locator.Of(mine.Best);
                Assert.Equal(mine.Tip.Hash, locator[0]);
                Assert.Equal(mine.Genesis.Hash, locator[^1]);
                Assert.InRange(locator.Length, 1, 10 + 1 + 64);
                var heights = locator.Select(hash => mine.TryGet(hash, out var node) ? node.Height : -1).ToList();
                Assert.Equal(heights.Distinct().OrderDescending(), heights);
                Assert.Equal(
                    heights.Take(10),
                    Enumerable.Range(0, Math.Min(10, heights.Count)).Select(back => mine.Tip.Height - back));

                var fork = new ArchivedChain(other.Best, NetworkParameters.Demo.Genesis(), new TreeArchive(other)).Fork(
                    locator);
                // What they then send begins at or below the real fork, and not further below it than it is from our
                // tip.
                Assert.True(fork.Height <= common && mine.AtHeight(fork.Height)!.Hash == fork.Hash);
                Assert.True(common - fork.Height <= Math.Max(0, mine.Tip.Height - common) || theirs == 0);
                if (common + ours <= 9) Assert.Equal(Math.Min(common, other.Tip.Height), fork.Height);
            },
            iter: 300);

    private static bool Beats((Work Work, Hash256 Hash) one, (Work Work, Hash256 Hash) other) =>
        HeaderNode.IsAhead(one.Work, one.Hash, other.Work, other.Hash);

    private static BlockTree TreeOf(int common, int own, string name)
    {
        var tree = new BlockTree(NetworkParameters.Demo.Genesis());
        for (var i = 1; i <= common + own; i++)
        {
            var header = HeaderOf(tree.Tip, i, i <= common ? "both" : name);
            tree.AddSide(header, header.ComputeHash(), null, 2);
            tree.Connect(header.ComputeHash());
        }

        return tree;
    }

    /// <summary>Finds the headers of a tree that no store keeps.</summary>
    private sealed class TreeArchive(BlockTree tree) : IBlockArchive
    {
        public BlockHeader? FindHeader(Hash256 hash) => tree.TryGet(hash, out var node) ? node.Header : null;

        public Block? FindBlock(Hash256 hash) => throw new NotSupportedException();

        public byte[]? FindText(Hash256 hash) => throw new NotSupportedException();

        public ImmutableArray<Hash256> Hashes(HashPrefix prefix, int max) => throw new NotSupportedException();

        public ImmutableArray<ItemMove> History(ItemId uid, int max) => throw new NotSupportedException();

        public ImmutableArray<ItemMove> Confirmed(HashPrefix txId, int max) => throw new NotSupportedException();

        public ImmutableArray<KeptRefusal> Refusals(HashPrefix txId, int max) => throw new NotSupportedException();

        public ImmutableArray<CustodyEntry> HeldAt(long height) => throw new NotSupportedException();

        public ImmutableArray<ItemId> Similar(ItemId uid) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    private static BlockHeader HeaderOf(HeaderNode on, long timeMs, string name) => new(
        1, on.Height + 1, on.Hash, Hash256.Of(System.Text.Encoding.ASCII.GetBytes(name)), default, 0, timeMs, 256, 0, TestKeys.Alice.PublicKey);

    private static HeaderNode Child(HeaderNode on, long timeMs, long difficulty)
    {
        var header = HeaderOf(on, timeMs, "") with { Difficulty = difficulty };
        return on.Child(header, header.ComputeHash(), null);
    }
}
