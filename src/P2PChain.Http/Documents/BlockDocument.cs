using System.Collections.Immutable;
using P2PChain.Actors.Console;
using P2PChain.Core.Primitives;

namespace P2PChain.Http.Documents;

/// <summary>A block.</summary>
/// <param name="Height">Its height.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Previous">The hash of the block before it.</param>
/// <param name="Time">Its time, by the miner's clock.</param>
/// <param name="Miner">The miner; null if the block names none.</param>
/// <param name="Difficulty">The expected number of hashes for it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="IsOnBestChain">Whether it is on the best chain. Otherwise nothing in it stands.</param>
/// <param name="Confirmations">The block and those after it on the best chain; 0 beside it.</param>
/// <param name="Transactions">Its transactions, in their order.</param>
public sealed record BlockDocument(
    long Height,
    string Hash,
    string Previous,
    DateTime Time,
    KeyDocument? Miner,
    long Difficulty,
    long Bytes,
    bool IsOnBestChain,
    long Confirmations,
    ImmutableArray<MoveDocument> Transactions) : Document("p2pchain.block/1")
{
    internal static BlockDocument Of(AnswerProtocol.BlockView view, IWords words)
    {
        var (block, header) = (view.Block, view.Block.Header);
        return new BlockDocument(
            block.Height,
            block.Hash.ToString(),
            header.PrevHash.ToString(),
            Times.Of(new UnixTime(header.TimeMs)),
            KeyDocument.OfAny(header.Miner, words),
            header.Difficulty,
            block.CanonicalBytes().Length,
            view.Work is not null,
            view.Confirmations,
            [.. block.Transactions.Select(transaction => MoveDocument.Of(transaction, block.Height, words))]);
    }
}
