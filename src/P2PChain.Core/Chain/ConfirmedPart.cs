using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

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
    /// <param name="chain">The ledger.</param>
    /// <param name="height">The block's height.</param>
    /// <param name="hash">The block's hash; null for any block at that height.</param>
    /// <param name="upTo">The last height.</param>
    public static ConfirmedPart After(ChainState chain, long height, Hash256? hash, long upTo)
    {
        var start = Math.Min(Start(chain, height, hash), chain.Tip.Height);
        var end = Math.Min(Math.Min(upTo, chain.Tip.Height), start + HeightsMax);
        var blocks = ImmutableArray.CreateBuilder<Block>();
        var (at, bytes) = (start, 0L);
        while (at < end && blocks.Count < BlocksMax && bytes < BytesMax)
        {
            var node = chain.Tree.AtHeight(++at)!;
            if (node.Header.TxCount == 0) continue;
            var block = chain.FindBlock(node.Hash)!;
            blocks.Add(block);
            bytes += block.TransactionBytes;
        }
        return new ConfirmedPart(at, chain.Tree.AtHeight(at)!.Hash, blocks.ToImmutable());
    }

    private static long Start(ChainState chain, long height, Hash256? hash)
    {
        if (hash is not { } known) return height;
        if (!chain.Tree.TryGet(known, out var node)) return Math.Max(0, height - StepBack);
        while (!chain.Tree.IsOnBestChain(node)) node = node.Parent!;
        return node.Height;
    }
}
