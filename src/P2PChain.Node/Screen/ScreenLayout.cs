using System.Text;

namespace P2PChain.Node.Screen;

/// <summary>
/// Lines as characters: tables aligned for people or with tabs for programs, with or without colours.
/// </summary>
internal static class ScreenLayout
{
    private const string Reset = "\u001b[0m";

    /// <summary>The text of lines, each ended with <c>\n</c>.</summary>
    public static string Text(IReadOnlyList<ScreenLine> lines, ScreenStyle style)
    {
        var text = new StringBuilder();
        for (var at = 0; at < lines.Count;)
        {
            var count = TableLength(lines, at);
            if (count == 0) Append(text, SafeLine.Of(lines[at++].Cells[0]), lines[at - 1].Tone, style);
            else AppendTable(text, lines.Skip(at).Take(count).ToArray(), style);
            at += count;
        }

        return text.ToString();
    }

    private static int TableLength(IReadOnlyList<ScreenLine> lines, int from)
    {
        var count = 0;
        while (from + count < lines.Count && lines[from + count].Cells.Length > 1) count++;
        return count;
    }

    private static void AppendTable(StringBuilder text, ScreenLine[] rows, ScreenStyle style)
    {
        if (!style.IsTerminal)
        {
            foreach (var row in rows.Where(static row => !row.IsHeader))
                Append(text, string.Join('\t', row.Cells.Select(SafeLine.Of)), row.Tone, style);
            return;
        }

        var widths = new int[rows.Max(static row => row.Cells.Length)];
        foreach (var row in rows)
            for (var column = 0; column < row.Cells.Length; column++)
                widths[column] = Math.Max(widths[column], row.Cells[column].Length);
        foreach (var row in rows)
        {
            var cells = row.Cells.Select((cell, column) => SafeLine.Of(cell).PadRight(widths[column]));
            Append(text, string.Join("  ", cells).TrimEnd(), row.Tone, style);
        }
    }

    private static void Append(StringBuilder text, string line, Tone tone, ScreenStyle style)
    {
        var colour = style.HasColours ? Colour(tone) : null;
        text.Append(colour).Append(line).Append(colour is null ? "" : Reset).Append('\n');
    }

    private static string? Colour(Tone tone) => tone switch
    {
        Tone.Good => "\u001b[32m",
        Tone.Notice => "\u001b[33m",
        Tone.Bad => "\u001b[31m",
        _ => null,
    };
}
