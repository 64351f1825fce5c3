using P2PChain.Actors.Console;
using P2PChain.Core.Primitives;

namespace P2PChain.Http.Documents;

/// <summary>The ledger of the node.</summary>
/// <param name="Height">The height of the last block.</param>
/// <param name="Tip">Its hash.</param>
/// <param name="TipTime">Its time.</param>
/// <param name="Held">The number of held items.</param>
/// <param name="Waiting">The number of transactions that wait for a block.</param>
public sealed record ChainDocument(long Height, string Tip, DateTime TipTime, int Held, int Waiting)
{
    internal static ChainDocument Of(AnswerProtocol.Status status) => new(
        status.Chain.Tip.Height,
        status.Chain.Tip.Hash.ToString(),
        Times.Of(new UnixTime(status.Chain.Tip.TimeMs)),
        status.Chain.ItemsHeld,
        status.Chain.Waiting);
}
