using System.Text;

namespace P2PChain.Node.Screen;

/// <summary>
/// Lines as characters: tables aligned for people or with tabs for programs, with or without colours.
/// </summary>
internal static class ScreenLayout
{
    private const string Reset = "\u001b[0m";
    private const string Gap = "  ";
    private const string Indent = "    ";

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
            var cells = row.Cells.Select((cell, column) => SafeLine.Of(cell).PadRight(widths[column])).ToArray();
            var count = Fitting(cells, style.Width);
            Append(text, string.Join(Gap, cells[..count]).TrimEnd(), row.Tone, style);
            if (row.IsHeader) continue;
            var rest = row.Cells.Skip(count).Where(static cell => cell != "-").Select(SafeLine.Of);
            foreach (var line in Indented(rest, style.Width)) Append(text, line, row.Tone, style);
        }
    }

    /// <summary>The number of cells that fit into a line; the others go into indented ones.</summary>
    private static int Fitting(string[] cells, int width)
    {
        if (width == 0) return cells.Length;
        var (count, used) = (1, cells[0].Length);
        while (count < cells.Length && (used += Gap.Length + cells[count].TrimEnd().Length) <= width)
            used += cells[count].Length - cells[count++].TrimEnd().Length;
        return count;
    }

    /// <summary>Cells in as few indented lines as the width allows.</summary>
    private static IEnumerable<string> Indented(IEnumerable<string> cells, int width)
    {
        var line = "";
        foreach (var cell in cells)
        {
            var longer = line + (line.Length == 0 ? Indent : Gap) + cell;
            if (line.Length > 0 && longer.Length > width)
            {
                yield return line;
                longer = Indent + cell;
            }

            line = longer;
        }

        if (line.Length > 0) yield return line;
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
