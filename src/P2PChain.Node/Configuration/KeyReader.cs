namespace P2PChain.Node.Configuration;

/// <summary>Reads keys: names of letters, digits, <c>-</c> and <c>_</c>, or in quotes, with dots between.</summary>
internal static class KeyReader
{
    /// <summary>Reads the key at the cursor.</summary>
    /// <returns>The key; null if it has a mistake, which is then among the errors.</returns>
    public static KeyPath? Read(TextCursor cursor, ErrorList errors)
    {
        var segments = new List<string>();
        while (true)
        {
            if (ReadSegment(cursor, errors) is not { } segment)
                return null;
            segments.Add(segment);
            if (segments.Count > KeyPath.SegmentsMax)
            {
                errors.Add(cursor.Line, $"A key has at most {KeyPath.SegmentsMax} names: shorten this one.");
                return null;
            }

            if (cursor.Peek() != '.')
                return KeyPath.Of(segments);
            cursor.Take();
        }
    }

    /// <summary>Reads a key that is a text of its own, as in <c>--set key=value</c>.</summary>
    public static KeyPath? ReadWhole(string text, ErrorList errors)
    {
        var cursor = new TextCursor(text);
        var inText = new ErrorList(text);
        var key = Read(cursor, inText);
        if (key is not null && cursor.Peek() == TextCursor.End)
            return key;
        errors.Add(null, inText.All is [var error, ..]
            ? $"\"{text}\" is not a key. {error.Message}"
            : $"\"{text}\" is not a key: a key is names with dots between, such as p2pchain.listen.");
        return null;
    }

    private static string? ReadSegment(TextCursor cursor, ErrorList errors)
    {
        if (cursor.Peek() == '"')
            return CheckQuoted(QuotedText.Read(cursor, errors), cursor, errors);
        var name = cursor.TakeWhile(KeyPath.IsPlain);
        if (name.Length > 0)
            return name;
        errors.Add(cursor.Line, cursor.Peek() is TextCursor.End or '\n'
            ? "A name is missing: a key is names with dots between, such as p2pchain.listen."
            : $"A key is expected, not {cursor.Peek()}: names of letters, digits, - and _ with dots between, "
                + "or a name in quotes.");
        return null;
    }

    // Akka's Config splits paths again to look up a key; these names survive it.
    private static string? CheckQuoted(string? name, TextCursor cursor, ErrorList errors)
    {
        if (name is null)
            return null;
        if (name.Length > 0 && name.Trim().Length == name.Length
            && !name.Any(static letter => letter is '"' or '\\' || char.IsControl(letter)))
            return name;
        errors.Add(cursor.Line,
            "A name in quotes has no blanks at its ends, no \" and no \\, and is not empty: change it.");
        return null;
    }
}
