using System.Globalization;
using System.Text;

namespace P2PChain.Node.Configuration;

/// <summary>Reads a text in double quotes, on one line, with the escapes of JSON.</summary>
internal static class QuotedText
{
    private const string TripleQuote = "\"\"\"";

    /// <summary>Reads the quoted text at the cursor.</summary>
    /// <returns>The text without quotes; null if it has a mistake, with an error.</returns>
    public static string? Read(TextCursor cursor, ErrorList errors)
    {
        if (cursor.Peek(1) == '"' && cursor.Peek(2) == '"')
            return RefuseTripleQuotes(cursor, errors);

        var line = cursor.Line;
        var text = new StringBuilder();
        var sound = true;
        cursor.Take();
        while (cursor.Peek() is not (TextCursor.End or '\n'))
        {
            sound &= CheckNoSubstitution(cursor, errors);
            var letter = cursor.Take();
            if (letter == '"')
                return sound ? text.ToString() : null;
            if (letter != '\\')
                text.Append(letter);
            else if (ReadEscape(cursor, errors) is { } escaped)
                text.Append(escaped);
            else
                sound = false;
        }

        errors.Add(line, "A quote opened on this line is not closed on it: add the closing \".");
        return null;
    }

    private static string? RefuseTripleQuotes(TextCursor cursor, ErrorList errors)
    {
        errors.Add(cursor.Line, "Triple quotes are not supported: use one pair of \" and write \\n for a line end.");
        for (var quote = 0; quote < TripleQuote.Length; quote++)
            cursor.Take();
        cursor.TakePast(TripleQuote);
        return null;
    }

    // Akka's parser does not replace it inside quotes.
    private static bool CheckNoSubstitution(TextCursor cursor, ErrorList errors)
    {
        if (!cursor.AtSubstitution)
            return true;
        errors.Add(cursor.Line,
            "A ${…} inside quotes is not expanded: close the quotes before it, as in ${HOST}\":6000\".");
        return false;
    }

    private static char? ReadEscape(TextCursor cursor, ErrorList errors)
    {
        var letter = cursor.Peek();
        if (letter is not (TextCursor.End or '\n'))
            cursor.Take();
        switch (letter)
        {
            case '"' or '\\' or '/': return letter;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when ReadHex(cursor) is { } code: return code;
            default:
                errors.Add(cursor.Line, "A \\ in quotes must start one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX: "
                    + "for a \\ itself write \\\\ (in a path, / will do).");
                return null;
        }
    }

    private static char? ReadHex(TextCursor cursor)
    {
        Span<char> digits = [cursor.Peek(), cursor.Peek(1), cursor.Peek(2), cursor.Peek(3)];
        if (!ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            return null;
        foreach (var _ in digits)
            cursor.Take();
        return (char)code;
    }
}
