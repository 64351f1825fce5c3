using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using static P2PChain.Actors.Ledger.LookupProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>Answers questions about single blocks from a view and the archive.</summary>
internal sealed class BlockQueries(LedgerView view, Block genesis, IBlockArchive archive)
{
    /// <summary>A block of the best chain or beside it.</summary>
    public BlockRecord Record(GetBlockRecord ask)
    {
        var hashes = Named(ask.Name);
        var block = hashes.Count == 1 ? new ArchivedChain(view.Chain, genesis, archive).FindBlock(hashes[0]) : null;
        var node = block is null ? null : view.Chain.AtHeight(block.Height);
        return new BlockRecord(ask.Name, block, view.Tip.Height)
        {
            Work = node?.Hash == block?.Hash ? node?.Work : null,
            IsAmbiguous = hashes.Count > 1,
        };
    }

    private List<Hash256> Named(BlockName name)
    {
        if (name.Height is { } height && view.Chain.AtHeight(height) is { } node) return [node.Hash];
        if (name.Hash is not { } prefix) return [];
        return [.. archive.Hashes(prefix, 2), .. prefix.Fits(genesis.Hash) ? (Hash256[])[genesis.Hash] : []];
    }
}
