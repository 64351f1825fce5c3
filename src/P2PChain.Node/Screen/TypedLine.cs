namespace P2PChain.Node.Screen;

/// <summary>A prompt and the typed text on one row of a terminal, whatever its length.</summary>
internal static class TypedLine
{
    /// <summary>Erases the row.</summary>
    public const string Erased = "\r\u001b[K";

    /// <summary>Erases the row and the one above it.</summary>
    public const string ErasedWithRowAbove = Erased + "\u001b[1A" + Erased;

    private const int WidthMin = 20;
    private const int WidthUsual = 80;

    /// <summary>
    /// Columns of a row, one less than the terminal's: in the last one a terminal would begin a new row.
    /// </summary>
    public static int Room(int width) => (width <= 0 ? WidthUsual : Math.Max(WidthMin, width)) - 1;

    /// <summary>The text that redraws the row and places the cursor.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="text">The typed text.</param>
    /// <param name="cursor">The cursor's place in the text.</param>
    /// <param name="width">Columns of the terminal; 0 if unknown.</param>
    public static string Of(string prompt, string text, int cursor, int width)
    {
        var room = Room(width) - prompt.Length;
        var from = Math.Max(0, cursor - room);
        var shown = SafeLine.Of(text.Substring(from, Math.Min(room, text.Length - from)));
        var back = shown.Length - (cursor - from);
        return Erased + prompt + shown + (back > 0 ? FormattableString.Invariant($"\u001b[{back}D") : "");
    }
}
