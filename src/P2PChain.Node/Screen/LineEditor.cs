using System.Collections.Immutable;

namespace P2PChain.Node.Screen;

/// <summary>
/// The line being typed at a terminal: keys in, text and cursor out. The keys are those of a shell: arrows, Home and
/// End, Ctrl-A E B F P N, Ctrl-U K W, Ctrl-D, Tab.
/// </summary>
/// <param name="candidates">All words that may stand at the cursor, given the text before.</param>
internal sealed class LineEditor(Func<string, IEnumerable<string>> candidates)
{
    /// <summary>The most characters of a line, far more than any command needs. Further ones are dropped.</summary>
    public const int LengthMax = 4096;

    /// <summary>The most lines in the history.</summary>
    public const int HistoryMax = 200;

    private readonly List<string> _history = [];
    private string _draft = "";
    private int _at;

    /// <summary>The effect of a key.</summary>
    public enum Outcome
    {
        /// <summary>The line goes on.</summary>
        Typing,

        /// <summary>The line is complete.</summary>
        Entered,

        /// <summary>The input has ended.</summary>
        Ended,
    }

    /// <summary>The text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The place of the cursor, 0 … length of the text.</summary>
    public int Cursor { get; private set; }

    /// <summary>The words to choose from if the last key was a Tab with several matches; else empty.</summary>
    public ImmutableArray<string> Choices { get; private set; } = [];

    /// <summary>The entered lines, the oldest first.</summary>
    public IReadOnlyList<string> History => _history;

    /// <summary>Begins an empty line.</summary>
    public void Begin()
    {
        Set("", 0);
        _at = _history.Count;
        Choices = [];
    }

    /// <summary>Takes a key.</summary>
    public Outcome Press(ConsoleKeyInfo key)
    {
        Choices = [];
        if (key.Modifiers.HasFlag(ConsoleModifiers.Control)) return PressControl(key);
        switch (key.Key)
        {
            case ConsoleKey.Enter: return Enter();
            case ConsoleKey.Backspace: Remove(Left(), Cursor); break;
            case ConsoleKey.Delete: Remove(Cursor, Right()); break;
            case ConsoleKey.LeftArrow: Cursor = Left(); break;
            case ConsoleKey.RightArrow: Cursor = Right(); break;
            case ConsoleKey.Home: Cursor = 0; break;
            case ConsoleKey.End: Cursor = Text.Length; break;
            case ConsoleKey.UpArrow: Recall(_at - 1); break;
            case ConsoleKey.DownArrow: Recall(_at + 1); break;
            case ConsoleKey.Tab: Complete(); break;
            default: Insert(key.KeyChar); break;
        }

        return Outcome.Typing;
    }

    private Outcome PressControl(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.D when Text.Length == 0: return Outcome.Ended;
            case ConsoleKey.J or ConsoleKey.M or ConsoleKey.Enter: return Enter();
            case ConsoleKey.D: Remove(Cursor, Right()); break;
            case ConsoleKey.H: Remove(Left(), Cursor); break;
            case ConsoleKey.A: Cursor = 0; break;
            case ConsoleKey.E: Cursor = Text.Length; break;
            case ConsoleKey.B: Cursor = Left(); break;
            case ConsoleKey.F: Cursor = Right(); break;
            case ConsoleKey.U: Remove(0, Cursor); break;
            case ConsoleKey.K: Remove(Cursor, Text.Length); break;
            case ConsoleKey.W or ConsoleKey.Backspace: Remove(WordStart(skipBlanks: true), Cursor); break;
            case ConsoleKey.P: Recall(_at - 1); break;
            case ConsoleKey.N: Recall(_at + 1); break;
            case ConsoleKey.I: Complete(); break;
        }

        return Outcome.Typing;
    }

    private Outcome Enter()
    {
        if (!string.IsNullOrWhiteSpace(Text) && (_history.Count == 0 || _history[^1] != Text)) _history.Add(Text);
        if (_history.Count > HistoryMax) _history.RemoveAt(0);
        Cursor = Text.Length;
        return Outcome.Entered;
    }

    private void Insert(char letter)
    {
        if (char.IsControl(letter) || Text.Length >= LengthMax) return;
        Set(Text.Insert(Cursor, letter.ToString()), Cursor + 1);
    }

    private void Remove(int from, int to) => Set(Text.Remove(from, to - from), from);

    // A character outside the first plane has two parts, which must stay together.
    private int Left() => Cursor < 2 || !char.IsSurrogatePair(Text, Cursor - 2)
        ? Math.Max(0, Cursor - 1)
        : Cursor - 2;

    private int Right() => Cursor + 1 >= Text.Length || !char.IsSurrogatePair(Text, Cursor)
        ? Math.Min(Text.Length, Cursor + 1)
        : Cursor + 2;

    private int WordStart(bool skipBlanks)
    {
        var at = Cursor;
        while (skipBlanks && at > 0 && Text[at - 1] == ' ') at--;
        while (at > 0 && Text[at - 1] != ' ') at--;
        return at;
    }

    private void Recall(int at)
    {
        if (at < 0 || at > _history.Count) return;
        if (_at == _history.Count) _draft = Text;
        _at = at;
        var text = at == _history.Count ? _draft : _history[at];
        Set(text, text.Length);
    }

    private void Complete()
    {
        var start = WordStart(skipBlanks: false);
        var word = Text[start..Cursor];
        var fitting = candidates(Text[..start]).Where(one => one.StartsWith(word, StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray();
        if (fitting.IsEmpty) return;
        var common = fitting.Aggregate(Common) + (fitting.Length == 1 ? " " : "");
        if (common.Length > word.Length)
            Set(Text.Remove(start, word.Length).Insert(start, common), start + common.Length);
        else Choices = fitting;
    }

    private static string Common(string left, string right) =>
        left[..left.Zip(right).TakeWhile(static pair => pair.First == pair.Second).Count()];

    private void Set(string text, int cursor)
    {
        Text = text;
        Cursor = cursor;
    }
}
