namespace P2PChain.Node.Screen;

/// <summary>A prompt and what is typed behind it, as a terminal shows it: on one row, however long it is.</summary>
internal static class TypedLine
{
    /// <summary>Takes what stands on the row away.</summary>
    public const string Erased = "\r\u001b[K";

    /// <summary>Takes the row and the one above it away.</summary>
    public const string ErasedWithRowAbove = Erased + "\u001b[1A" + Erased;

    private const int WidthMin = 20;
    private const int WidthUsual = 80;

    /// <summary>Columns of a row: one less than there are, for in the last one a terminal would begin a new row.</summary>
    public static int Room(int width) => (width <= 0 ? WidthUsual : Math.Max(WidthMin, width)) - 1;

    /// <summary>The text that draws the row anew and leaves the cursor at its place.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="text">What is typed.</param>
    /// <param name="cursor">The place of the cursor in it.</param>
    /// <param name="width">Columns of the terminal; 0 where it does not know.</param>
    public static string Of(string prompt, string text, int cursor, int width)
    {
        var room = Room(width) - prompt.Length;
        var from = Math.Max(0, cursor - room);
        var shown = SafeLine.Of(text.Substring(from, Math.Min(room, text.Length - from)));
        var back = shown.Length - (cursor - from);
        return Erased + prompt + shown + (back > 0 ? FormattableString.Invariant($"\u001b[{back}D") : "");
    }
}
