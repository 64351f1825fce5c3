namespace P2PChain.Node.Screen;

/// <summary>A prompt and what is typed behind it, as a terminal shows it: on one row, however long it is.</summary>
internal static class TypedLine
{
    /// <summary>Takes what stands on the row away.</summary>
    public const string Erased = "\r\u001b[K";

    private const int WidthMin = 20;
    private const int WidthUsual = 80;

    /// <summary>The text that draws the row anew and leaves the cursor at its place.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="text">What is typed.</param>
    /// <param name="cursor">The place of the cursor in it.</param>
    /// <param name="width">Columns of the terminal; 0 where it does not know.</param>
    public static string Of(string prompt, string text, int cursor, int width)
    {
        // One less, for in the last column a terminal would begin a new row.
        var room = (width <= 0 ? WidthUsual : Math.Max(WidthMin, width)) - prompt.Length - 1;
        var from = Math.Max(0, cursor - room);
        var shown = SafeLine.Of(text.Substring(from, Math.Min(room, text.Length - from)));
        var back = shown.Length - (cursor - from);
        return Erased + prompt + shown + (back > 0 ? FormattableString.Invariant($"\u001b[{back}D") : "");
    }
}
