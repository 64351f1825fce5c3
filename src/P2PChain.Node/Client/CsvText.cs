using System.Text;
using System.Text.Json;
using P2PChain.Actors;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary>
/// A document as CSV (RFC 4180): a header, and a record for each of its rows. A text that a spreadsheet would take for
/// a formula gets an apostrophe before it.
/// </summary>
internal static class CsvText
{
    private const string End = "\r\n";

    /// <summary>The text.</summary>
    /// <exception cref="ClientException">The document has no rows that this version knows.</exception>
    public static string Of(JsonElement document)
    {
        var schema = NodeClient.Text(document, "schema") ?? "";
        if (CsvColumns.Of(schema) is not { } columns)
            throw new ClientException(
                ExitCode.Usage, $"There is no CSV of {SafeLine.Of(schema)}: use -o json.");
        var text = new StringBuilder(string.Join(',', columns.Paths)).Append(End);
        JsonElement[] rows = columns.Rows is { } member
            ? [.. document.GetProperty(member).EnumerateArray()]
            : [document];
        foreach (var row in rows)
            text.AppendJoin(',', columns.Paths.Select(path => Cell(Find(row, path)))).Append(End);
        return text.ToString();
    }

    private static JsonElement? Find(JsonElement row, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(name, out row)) return null;
        }
        return row;
    }

    private static string Cell(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => Quoted(Harmless(SafeLine.Of(text.GetString()!))),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } plain => plain.GetRawText(),
        _ => "",
    };

    private static string Harmless(string text) => text is ['=' or '+' or '-' or '@', ..] ? "'" + text : text;

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") || text is [' ', ..] or [.., ' ']
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
}
