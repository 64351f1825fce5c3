using P2PChain.Core.Custody;
using P2PChain.Core.Model;

namespace P2PChain.Http.Documents;

/// <summary>The reason of a refusal.</summary>
/// <param name="Reason">A word for programs, such as <c>held-by</c>. It never changes.</param>
/// <param name="Sentence">The reason for people, with the remedy.</param>
/// <param name="Holder">The holder; null if the item is available or the reason is another.</param>
/// <param name="Height">The block of the item's last move; 0 if there is none.</param>
/// <param name="Winner">The transaction that stands in the way; null if there is none.</param>
public sealed record RefusalDocument(string Reason, string Sentence, KeyDocument? Holder, long Height, string? Winner)
{
    internal static RefusalDocument Of(TransactionType type, Refusal refusal, IWords words) => new(
        refusal.Reason.Name(),
        words.Of(type, refusal),
        KeyDocument.OfAny(refusal.Holder, words),
        refusal.Height,
        refusal.Winner == default ? null : refusal.Winner.ToString());
}
