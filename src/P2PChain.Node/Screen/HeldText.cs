using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Node.Screen;

/// <summary>Held items as lines.</summary>
internal static class HeldText
{
    /// <summary>The items of a holder or of a past state, with the last block of that state.</summary>
    public static ImmutableArray<ScreenLine> Of(Held held, Spoken say) =>
    [
        .. held.IsDated ? (ScreenLine[])[ScreenLine.Of(AsOf(held, say))] : [],
        .. held.Entries.IsEmpty ? [ScreenLine.Of(Empty(held, say))] : Table(held.Entries, say),
    ];

    /// <summary>No holder has such a key, or several have.</summary>
    public static ScreenLine Of(HolderNotFound missing) => ScreenLine.Of(
        missing.IsAmbiguous
            ? $"the keys of several holders begin with {missing.By}: write more digits"
            : $"no holder's key begins with {missing.By}",
        Tone.Notice);

    /// <summary>A row for each item.</summary>
    public static ImmutableArray<ScreenLine> Table(ImmutableArray<CustodyEntry> entries, Spoken say) =>
    [
        ScreenLine.Header("ITEM", "HOLDER", "SINCE", "AT"),
        .. entries.Select(entry =>
            AnswerText.Row(entry, entry.Holder is { } holder ? say.Key(holder) : "nobody", say)),
    ];

    private static string AsOf(Held held, Spoken say)
    {
        var (height, time) = (Spoken.Height(held.AsOf.Height), say.Second(new UnixTime(held.AsOf.TimeMs)));
        return held.AsOf.Height == held.TipHeight
            ? $"as of block {height}, the last one, dated {time}"
            : $"as of block {height} of {Spoken.Height(held.TipHeight)}, dated {time}";
    }

    private static string Empty(Held held, Spoken say) => (held.IsDated ? "no item was held" : "no item is held")
        + (held.By is { } holder ? $" by {say.Key(holder)}" : "");
}
