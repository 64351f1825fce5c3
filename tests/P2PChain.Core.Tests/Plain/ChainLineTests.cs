using System.Collections.Immutable;
using CsCheck;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Plain;

/// <summary>The line with the whole chain, as it follows the best chain.</summary>
public sealed class ChainLineTests
{
    private readonly ChainBuilder _draw = new();

    [Fact]
    public void Along_extensions_and_reorganisations_the_line_is_that_of_the_whole_chain() =>
        Gen.Int[0, 12].Array[1, 8].Sample(
            lengths =>
            {
                var draw = new ChainBuilder();
                var line = new ChainLine(HeaderNode.OfGenesis(draw["genesis"]));
                var parents = new List<string> { "genesis" };
                for (var branch = 0; branch < lengths.Length; branch++)
                {
                    // Each branch leaves the one before it at a drawn place.
                    parents.RemoveRange(
                        Math.Min(parents.Count, 1 + lengths[branch] / 2),
                        Math.Max(0, parents.Count - 1 - lengths[branch] / 2));
                    for (var i = 0; i < lengths[branch]; i++)
                    {
                        var name = $"{branch}-{i}";
                        draw.Add(name, parents[^1], draw.Request(TestKeys.Alice, $"item-{name}", i + 1));
                        parents.Add(name);
                    }

                    var read = Fill(line, [.. parents.Select(parent => draw[parent])]);
                    Assert.InRange(read.Length, 0, lengths[branch] + (branch == 0 ? 1 : 0));
                    var expected = new Message.ChainResponse([.. parents.Select(parent => draw[parent])]);
                    Assert.Equal(MessageCodec.Encode(expected, null), line.Line);
                }
            },
            iter: 40);

    [Fact]
    public void The_line_of_an_unchanged_chain_is_not_written_again()
    {
        var line = new ChainLine(HeaderNode.OfGenesis(_draw["genesis"]));
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "laptop-001", 1));
        Fill(line, [_draw["genesis"], _draw["a1"]]);
        var first = line.Line;
        Assert.Empty(Fill(line, [_draw["genesis"], _draw["a1"]]));
        Assert.Same(first, line.Line);
    }

    [Fact]
    public void A_chain_that_fits_no_line_is_not_read_to_its_end_and_not_again()
    {
        foreach (var i in Enumerable.Range(1, 9)) _draw.Add($"a{i}", i == 1 ? "genesis" : $"a{i - 1}");
        var line = new ChainLine(HeaderNode.OfGenesis(_draw["genesis"]));
        var blocks = Enumerable.Range(1, 9).Select(i => _draw[$"a{i}"]).Prepend(_draw["genesis"]).ToImmutableArray();
        var read = Fill(line, blocks, _ => new byte[(Limits.LineBytesMax / 4) + 1]);
        Assert.Equal(4, read.Length);
        Assert.Null(line.Line);
        Assert.Empty(Fill(line, blocks));
        Assert.Null(line.Line);
        Assert.Single(Fill(line, blocks[..1]));
        Assert.NotNull(line.Line);
    }

    private static ImmutableArray<Hash256> Fill(
        ChainLine line, ImmutableArray<Block> blocks, Func<Block, byte[]>? textOf = null)
    {
        var chain = BestChain.Of(HeaderNode.OfGenesis(blocks[0]));
        foreach (var block in blocks[1..]) chain = chain.With(chain.Tip.Child(block.Header, block.Hash, block.Seal));
        var read = ImmutableArray.CreateBuilder<Hash256>();
        line.Follow(chain);
        while (line.Missing is { } hash)
        {
            var block = blocks.Single(block => block.Hash == hash);
            line.Add(textOf?.Invoke(block) ?? block.CanonicalBytes());
            read.Add(hash);
        }
        return read.ToImmutable();
    }
}
