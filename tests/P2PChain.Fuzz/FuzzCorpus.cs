using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using P2PChain.Testing.Plain;
using P2PChain.Testing.Wire;

namespace P2PChain.Fuzz;

/// <summary>
/// What the mutations start from: the golden lines, the malformed ones, the recordings, the vectors, the
/// configurations.
/// </summary>
internal static class FuzzCorpus
{
    // A line over its bound says nothing new when it is mutated, and costs as much as a hundred others.
    private const int BytesMax = 16 * 1024;

    /// <summary>One line of each message.</summary>
    public static ImmutableArray<string> GoldenLines { get; } = [.. Lines("wire-lines.ndjson")];

    /// <summary>What nodes of the original network said.</summary>
    public static ImmutableArray<string> RecordedLines { get; } =
        [.. PlainRecording.Transcript.Concat(PlainRecording.Pushes).Select(said => said.Line).Distinct()];

    /// <summary>Every line there is, good or bad.</summary>
    public static ImmutableArray<byte[]> AllLines { get; } =
        [.. Small([.. GoldenLines.Concat(RecordedLines).Select(Encoding.UTF8.GetBytes), .. MalformedLine.Corpus.Select(line => line.Bytes)])];

    /// <summary>Transactions: signed by the original, and those of our lines.</summary>
    public static ImmutableArray<byte[]> Transactions { get; } =
        [.. Small([.. Payloads("new_transaction"), .. Values("signed-transactions.ndjson")])];

    /// <summary>Blocks of both networks, and chains of plain ones.</summary>
    public static ImmutableArray<byte[]> Blocks { get; } =
    [
        .. Small(
        [
            .. Payloads("new_block"),
            .. RecordedLines.Where(line => line.Contains("\"chain_response\"", StringComparison.Ordinal)).Select(
                Encoding.UTF8.GetBytes),
            .. Values("reference-chains.ndjson"),
        ]),
    ];

    /// <summary>The files of <c>hocon/</c>.</summary>
    public static ImmutableArray<byte[]> Configurations { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "hocon"), "*.conf").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static IEnumerable<string> Lines(string name) => File.ReadLines(
        Path.Combine(AppContext.BaseDirectory, "Vectors", name));

    private static IEnumerable<byte[]> Small(IEnumerable<byte[]> inputs) => inputs.Where(
        input => input.Length <= BytesMax);

    private static IEnumerable<byte[]> Payloads(string type) => AllLinesOf(type)
        .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("payload").GetRawText()).Select(
            Encoding.UTF8.GetBytes);

    private static IEnumerable<string> AllLinesOf(string type) => GoldenLines.Concat(RecordedLines)
        .Where(line => line.Contains($"\"type\": \"{type}\"", StringComparison.Ordinal));

    /// <summary>The objects and strings of objects that a vector's members hold.</summary>
    private static IEnumerable<byte[]> Values(string name) => Lines(name).SelectMany(static line =>
        Nested(JsonDocument.Parse(line).RootElement).Take(8).Select(Encoding.UTF8.GetBytes));

    private static IEnumerable<string> Nested(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Nested(member.Value)).Append(
            value.GetRawText()),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Nested),
        JsonValueKind.String when value.GetString() is ['{', ..] text => [text],
        _ => [],
    };
}
