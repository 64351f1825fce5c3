using System.Collections.Immutable;

namespace P2PChain.Node.Screen;

/// <summary>One line of an answer or of news: a text, or cells of a table.</summary>
/// <param name="Cells">One for a text. What they hold is made safe when it is laid out.</param>
/// <param name="Tone">How it is meant.</param>
/// <param name="IsHeader">Names the columns; only people are shown it.</param>
internal sealed record ScreenLine(ImmutableArray<string> Cells, Tone Tone = Tone.Plain, bool IsHeader = false)
{
    /// <summary>A line of text.</summary>
    public static ScreenLine Of(string text, Tone tone = Tone.Plain) => new([text], tone);

    /// <summary>A row of a table, which is the rows that follow each other.</summary>
    public static ScreenLine Row(params ImmutableArray<string> cells) => new(cells);

    /// <summary>The names of a table's columns.</summary>
    public static ScreenLine Header(params ImmutableArray<string> cells) => new(cells, IsHeader: true);
}
