using System.Globalization;
using System.Text;

namespace P2PChain.Core.Primitives;

/// <summary>
/// The characters that a terminal shows. The others move its cursor, turn the reading direction, or are invisible.
/// </summary>
public static class ShownCharacters
{
    /// <summary>Whether a terminal shows a character and does nothing else with it.</summary>
    public static bool Contains(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse
        or UnicodeCategory.Surrogate
        or UnicodeCategory.EnclosingMark
        or UnicodeCategory.OtherNotAssigned);
}
