using System.Globalization;
using System.Text;

namespace P2PChain.Node.Screen;

/// <summary>
/// Text made fit to stand in one line of a terminal. Names and notes of other sites keep their letters; what moves the cursor,
/// turns the reading direction, or is no character becomes <c>?</c>.
/// </summary>
internal static class SafeLine
{
    /// <summary>The text, with every character that is more than a character replaced.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // a lone surrogate comes as U+FFFD
        {
            if (IsShown(rune)) safe.Append(rune.ToString());
            else safe.Append('?');
        }

        return safe.ToString();
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse
        or UnicodeCategory.Surrogate
        or UnicodeCategory.EnclosingMark
        or UnicodeCategory.OtherNotAssigned);
}
