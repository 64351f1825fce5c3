namespace P2PChain.Node.Configuration;

/// <summary>A position in a text, with its line.</summary>
/// <param name="text">The text. It has no NUL, which marks the end here.</param>
internal sealed class TextCursor(string text)
{
    /// <summary>The character after the last one.</summary>
    public const char End = '\0';

    private int _at;

    /// <summary>The line of the next character, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Whether a comment starts here.</summary>
    public bool AtComment => Peek() == '#' || (Peek() == '/' && Peek(1) == '/');

    /// <summary>Whether only a comment is left on this line.</summary>
    public bool AtLineEnd => Peek() is End or '\n' || AtComment;

    /// <summary>Whether a reference to an environment variable starts here.</summary>
    public bool AtSubstitution => Peek() == '$' && Peek(1) == '{';

    /// <summary>Whether a character is white space that does not end a line; the CR of a CR LF is such.</summary>
    public static bool IsBlank(char letter) => letter != '\n' && char.IsWhiteSpace(letter);

    /// <summary>The next character, or one further on, without taking it.</summary>
    public char Peek(int ahead = 0) => _at + ahead < text.Length ? text[_at + ahead] : End;

    /// <summary>Takes the next character.</summary>
    public char Take()
    {
        var letter = Peek();
        if (letter == End)
            return End;
        _at++;
        if (letter == '\n')
            Line++;
        return letter;
    }

    /// <summary>Takes characters while they qualify.</summary>
    public string TakeWhile(Func<char, bool> qualifies)
    {
        var start = _at;
        while (Peek() != End && qualifies(Peek()))
            Take();
        return text[start.._at];
    }

    /// <summary>Takes everything up to and including a mark, or nothing if the mark does not come.</summary>
    public void TakePast(string mark)
    {
        var at = text.IndexOf(mark, _at, StringComparison.Ordinal);
        while (at >= 0 && _at < at + mark.Length)
            Take();
    }

    /// <summary>Takes the blanks before the next word of this line.</summary>
    /// <returns>Whether there were any.</returns>
    public bool SkipBlanks() => TakeWhile(IsBlank).Length > 0;

    /// <summary>Takes the rest of this line, but not its end.</summary>
    public void SkipLine() => TakeWhile(static letter => letter != '\n');

    /// <summary>Takes blanks, line ends and comments.</summary>
    public void SkipToContent()
    {
        while (true)
        {
            TakeWhile(char.IsWhiteSpace);
            if (!AtComment)
                return;
            SkipLine();
        }
    }
}
