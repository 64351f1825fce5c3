using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>
/// The headers of the best chain by height. A value never changes, so readers may keep it. Values share their chunks of
/// headers: a longer chain uses a free place of the last chunk, and a reorganisation copies the chunks that it changes.
/// </summary>
/// <remarks>Only one thread makes new values. Other threads read the values that were handed to them.</remarks>
public sealed class BestChain
{
    private const int ChunkSize = 1024;

    private readonly ImmutableArray<Chunk> _chunks;
    private readonly int _count;

    private BestChain(ImmutableArray<Chunk> chunks, int count) => (_chunks, _count) = (chunks, count);

    /// <summary>A chain with genesis only.</summary>
    public static BestChain Of(HeaderNode genesis) => new BestChain([], 0).With(genesis);

    /// <summary>The last block.</summary>
    public HeaderNode Tip => At(_count - 1);

    /// <summary>The first block.</summary>
    public HeaderNode Genesis => At(0);

    /// <summary>The block at a height; null above the tip.</summary>
    public HeaderNode? AtHeight(long height) => height >= 0 && height < _count ? At((int)height) : null;

    /// <summary>Whether the block is on this chain.</summary>
    public bool Contains(HeaderNode node) => AtHeight(node.Height) is { } there && there.Hash == node.Hash;

    /// <summary>This chain and one more block.</summary>
    public BestChain With(HeaderNode node)
    {
        var (chunk, place) = (_count / ChunkSize, _count % ChunkSize);
        if (chunk == _chunks.Length) return new BestChain(_chunks.Add(Chunk.Of([], node)), _count + 1);
        if (_chunks[chunk].TryAdd(place, node)) return new BestChain(_chunks, _count + 1);
        return new BestChain(_chunks.SetItem(chunk, Chunk.Of(_chunks[chunk].First(place), node)), _count + 1);
    }

    /// <summary>This chain without its tip. Genesis stays.</summary>
    public BestChain WithoutTip()
    {
        Invariant.Check(_count > 1, "Genesis stays on the best chain", Tip);
        return new BestChain(_chunks, _count - 1);
    }

    private HeaderNode At(int height) => _chunks[height / ChunkSize].At(height % ChunkSize);

    /// <summary>Headers that follow each other. A place that is taken never changes.</summary>
    private sealed class Chunk
    {
        private readonly HeaderNode[] _nodes = new HeaderNode[ChunkSize];
        private int _taken;

        public static Chunk Of(ReadOnlySpan<HeaderNode> first, HeaderNode next)
        {
            var chunk = new Chunk();
            first.CopyTo(chunk._nodes);
            chunk._taken = first.Length;
            chunk.TryAdd(first.Length, next);
            return chunk;
        }

        public HeaderNode At(int place) => _nodes[place];

        public ReadOnlySpan<HeaderNode> First(int count) => _nodes.AsSpan(0, count);

        /// <summary>Takes a place if it is the first free one.</summary>
        public bool TryAdd(int place, HeaderNode node)
        {
            if (place != _taken) return false;
            _nodes[place] = node;
            _taken++;
            return true;
        }
    }
}
