using System.Collections.Immutable;
using P2PChain.Actors.Console;
using P2PChain.Core.Primitives;

namespace P2PChain.Http.Documents;

/// <summary>The held items of one holder or of all, now or in the past, in the order of their ids.</summary>
/// <param name="Items">The items.</param>
/// <param name="By">The holder; null for all.</param>
/// <param name="Height">The last block of that state.</param>
/// <param name="Time">Its time.</param>
/// <param name="TipHeight">The height of the ledger.</param>
public sealed record HeldDocument(
    ImmutableArray<ItemRow> Items, KeyDocument? By, long Height, DateTime Time, long TipHeight)
    : Document("p2pchain.held/1")
{
    internal static HeldDocument Of(AnswerProtocol.Held held, IWords words) => new(
        [.. held.Entries.Select(entry => ItemRow.Of(entry, words))],
        KeyDocument.OfAny(held.By, words),
        held.AsOf.Height,
        Times.Of(new UnixTime(held.AsOf.TimeMs)),
        held.TipHeight);
}
