using P2PChain.Core.Primitives;

namespace P2PChain.Node.Screen;

/// <summary>Lines typed at a terminal and edited key by key.</summary>
internal sealed class TerminalLines : ILines
{
    private readonly Func<ConsoleKeyInfo> _nextKey;
    private readonly ScreenWriter _screen;
    private readonly LineEditor _editor;

    /// <summary>Lines from a terminal.</summary>
    /// <param name="nextKey">Waits for a key; an empty one means that the terminal is gone.</param>
    /// <param name="screen">Shows the typed text, and news above it.</param>
    public TerminalLines(Func<ConsoleKeyInfo> nextKey, ScreenWriter screen)
    {
        _nextKey = nextKey;
        _screen = screen;
        _editor = new LineEditor(Candidates);
    }

    /// <inheritdoc/>
    public InputLine? Read()
    {
        _editor.Begin();
        while (true)
        {
            var key = NextKey();
            if (key == default) _screen.LoseTerminal();
            var outcome = key == default ? LineEditor.Outcome.Ended : _editor.Press(key);
            if (outcome == LineEditor.Outcome.Ended) return null;
            if (!_editor.Choices.IsEmpty) _screen.Write([ScreenLine.Of(string.Join("  ", _editor.Choices))]);
            _screen.Type(_editor.Text, _editor.Cursor);
            if (outcome == LineEditor.Outcome.Entered) return Line(_editor.Text);
        }
    }

    // If the terminal is gone, the runtime reads an empty key or throws one of these.
    private ConsoleKeyInfo NextKey()
    {
        try
        {
            return _nextKey();
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            return default;
        }
    }

    // The runtime replaces bytes that are invalid in the terminal's encoding by U+FFFD.
    private static InputLine Line(string text) => new(text, text.Contains('\uFFFD', StringComparison.Ordinal)
        ? "The line has a character that did not come as UTF-8, so nothing was done: set the terminal to UTF-8."
        : null);

    // A command's name at the menu's prompt; elsewhere an item typed before.
    private IEnumerable<string> Candidates(string before) =>
        string.IsNullOrWhiteSpace(before) && _screen.IsAt(ConsoleGrammar.Prompt)
            ? ConsoleWords.Names
            : _editor.History.SelectMany(static line => LineWords.TrySplit(line, out var words) ? words : [])
                .SelectMany(static word => word.Ids())
                .Where(static word =>
                    ItemId.TryParse(word, out _) && !word.StartsWith('-') && !word.All(char.IsAsciiDigit))
                .Except(ConsoleWords.Names, StringComparer.Ordinal);
}
