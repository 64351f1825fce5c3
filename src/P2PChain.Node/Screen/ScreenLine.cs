using System.Collections.Immutable;

namespace P2PChain.Node.Screen;

/// <summary>One line of an answer or of news: a text, or cells of a table.</summary>
/// <param name="Cells">The cells; one for a text. The layout makes their text safe.</param>
/// <param name="Tone">The tone of the line.</param>
/// <param name="IsHeader">Whether it names the columns; programs do not get it.</param>
internal sealed record ScreenLine(ImmutableArray<string> Cells, Tone Tone = Tone.Plain, bool IsHeader = false)
{
    /// <summary>A line of text.</summary>
    public static ScreenLine Of(string text, Tone tone = Tone.Plain) => new([text], tone);

    /// <summary>A row of a table. Adjacent rows form the table.</summary>
    public static ScreenLine Row(params ImmutableArray<string> cells) => new(cells);

    /// <summary>The names of a table's columns.</summary>
    public static ScreenLine Header(params ImmutableArray<string> cells) => new(cells, IsHeader: true);
}
