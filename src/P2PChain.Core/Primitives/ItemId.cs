using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace P2PChain.Core.Primitives;

/// <summary>The id of a shared item, such as <c>laptop-001</c>: 1–128 of <c>A–Z a–z 0–9 _ - .</c></summary>
/// <remarks>Source: docs/rules.md T2.</remarks>
public sealed record ItemId : IComparable<ItemId>
{
    /// <summary>Longest id, in characters.</summary>
    public const int LengthMax = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    private ItemId(string text) => Text = text;

    /// <summary>The id as typed.</summary>
    public string Text { get; }

    /// <summary>
    /// Whether <paramref name="text"/> has between 1 and <paramref name="lengthMax"/> allowed characters.
    /// </summary>
    public static bool IsName([NotNullWhen(true)] string? text, int lengthMax) =>
        text is not null && text.Length >= 1 && text.Length <= lengthMax && text.AsSpan().IndexOfAnyExcept(Allowed) < 0;

    /// <summary>Reads an id; false if it is empty, too long or has another character.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ItemId? id)
    {
        id = IsName(text, LengthMax) ? new ItemId(text) : null;
        return id is not null;
    }

    /// <summary>Reads an id of a constant or a stored value.</summary>
    /// <exception cref="FormatException">The text is no id.</exception>
    public static ItemId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("An item id is 1-128 of A-Z a-z 0-9 _ - .");

    /// <inheritdoc/>
    public int CompareTo(ItemId? other) => string.CompareOrdinal(Text, other?.Text);

    /// <summary>The id as typed.</summary>
    public override string ToString() => Text;
}
