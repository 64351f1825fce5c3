using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// The questions of a person about single blocks and transactions. The ledger's readers answer. Each answer is bounded.
/// </summary>
public static class LookupProtocol
{
    /// <summary>Sent by console and HTTP. Answered with <see cref="BlockRecord"/>.</summary>
    public sealed record GetBlockRecord(BlockName Name) : IQuery<BlockRecord>;

    /// <summary>Answers <see cref="GetBlockRecord"/>.</summary>
    /// <param name="Name">That of the question.</param>
    /// <param name="Block">The block; null if none that is kept has this name, or several have it.</param>
    /// <param name="TipHeight">The height of the best chain's last block.</param>
    public sealed record BlockRecord(BlockName Name, Block? Block, long TipHeight)
    {
        /// <summary>Whether the block is on the best chain.</summary>
        public bool IsOnBestChain => Work is not null;

        /// <summary>The work of the chain up to the block; null if it is not on the best chain.</summary>
        public Work? Work { get; init; }

        /// <summary>Whether the hashes of several blocks begin so.</summary>
        public bool IsAmbiguous { get; init; }
    }
}
