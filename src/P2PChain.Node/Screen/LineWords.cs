using System.Collections.Immutable;
using System.Text;

namespace P2PChain.Node.Screen;

/// <summary>Splits a line into words, with quotes as in a shell.</summary>
/// <remarks>
/// Text in single quotes stands for itself. In double quotes <c>\"</c> is a quote and <c>\\</c> a backslash. Adjacent
/// parts form one word. Any other backslash is an ordinary character: a shell would remove those of a Windows path.
/// </remarks>
internal static class LineWords
{
    /// <summary>The words of a line.</summary>
    /// <returns>False when a quote is not closed.</returns>
    public static bool TrySplit(string line, out ImmutableArray<LineWord> words)
    {
        var (found, word) = (ImmutableArray.CreateBuilder<LineWord>(), new Word());
        for (var at = 0; at < line.Length; at++)
        {
            var letter = line[at];
            if (word.Quote == '\0' && char.IsWhiteSpace(letter)) End();
            else if (word.Quote == '"' && letter == '\\' && at + 1 < line.Length && line[at + 1] is '"' or '\\')
                word.Text.Append(line[++at]);
            else word.Take(letter);
        }

        var isClosed = word.Quote == '\0';
        End();
        words = isClosed ? found.ToImmutable() : [];
        return isClosed;

        void End()
        {
            if (word.HasBegun) found.Add(new LineWord(word.Text.ToString(), word.IsQuoted, [.. word.Commas]));
            word = new Word();
        }
    }

    /// <summary>Splits a line and passes its words on.</summary>
    public static Entry Read(string line, Func<ImmutableArray<LineWord>, Entry> then) => TrySplit(line, out var words)
        ? then(words)
        : Entry.Say.Wrong(
            "A quote is not closed, so nothing was done: "
            + "a text with ' stands in \"…\", and a text with \" in '…'.");

    private sealed class Word
    {
        public StringBuilder Text { get; } = new();

        public List<int> Commas { get; } = [];

        public bool IsQuoted { get; private set; }

        /// <summary>The open quote; zero if none is open.</summary>
        public char Quote { get; private set; }

        public bool HasBegun => IsQuoted || Text.Length > 0;

        public void Take(char letter)
        {
            if (Quote == '\0' && letter is '"' or '\'')
            {
                Quote = letter;
                IsQuoted = true;
            }
            else if (letter == Quote && Quote != '\0') Quote = '\0';
            else
            {
                if (Quote == '\0' && letter == ',') Commas.Add(Text.Length);
                Text.Append(letter);
            }
        }
    }
}
