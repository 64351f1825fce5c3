using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;

namespace P2PChain.Core.Plain;

/// <summary>A part of the best chain, for a walk over all confirmed transactions.</summary>
/// <param name="To">Height of the last block it covers.</param>
/// <param name="ToHash">Hash of that block; the next part begins after it.</param>
/// <param name="Blocks">The blocks with transactions, the lowest first.</param>
public sealed record ConfirmedPart(long To, Hash256 ToHash, ImmutableArray<Block> Blocks)
{
    /// <summary>Blocks with transactions in one part. Reading them takes some milliseconds.</summary>
    public const int BlocksMax = 64;

    /// <summary>Bytes of transactions in one part; one block may exceed them.</summary>
    public const long BytesMax = 256 * 1024;

    // Blocks without transactions need no reading.
    private const int HeightsMax = 4096;

    // A branch whose blocks were forgotten is hardly ever deeper; a deeper one raises an alarm.
    private const int StepBack = 100;

    /// <summary>The part after a block. If the block was abandoned meanwhile, the part begins after the fork.</summary>
    /// <param name="chain">The best chain.</param>
    /// <param name="height">The block's height.</param>
    /// <param name="hash">The block's hash; null for any block at that height.</param>
    /// <param name="upTo">The last height.</param>
    /// <returns>The part; it ends early at a block that is no longer kept.</returns>
    public static ConfirmedPart After(ArchivedChain chain, long height, Hash256? hash, long upTo)
    {
        var tip = chain.Best.Tip.Height;
        var start = Math.Min(Start(chain, height, hash), tip);
        var end = Math.Min(Math.Min(upTo, tip), start + HeightsMax);
        var blocks = ImmutableArray.CreateBuilder<Block>();
        var (at, bytes) = (start, 0L);
        while (at < end && blocks.Count < BlocksMax && bytes < BytesMax)
        {
            var node = chain.Best.AtHeight(at + 1)!;
            if (node.Header.TxCount > 0)
            {
                if (chain.FindBlock(node.Hash) is not { } block) break;
                blocks.Add(block);
                bytes += block.TransactionBytes;
            }
            at++;
        }
        return new ConfirmedPart(at, chain.Best.AtHeight(at)!.Hash, blocks.ToImmutable());
    }

    private static long Start(ArchivedChain chain, long height, Hash256? hash) => hash is { } known
        ? chain.ForkOf(known)?.Height ?? Math.Max(0, height - StepBack)
        : height;
}
