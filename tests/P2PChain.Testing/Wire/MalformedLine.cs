using System.Text;
using System.Text.Json;
using P2PChain.Core.Json;

namespace P2PChain.Testing.Wire;

/// <summary>A line that is wrong in one way, with its verdict. The corpus is Vectors/malformed-lines.ndjson.</summary>
/// <param name="What">What is wrong with it.</param>
/// <param name="Bytes">The line without its line end.</param>
/// <param name="Code">What the codec says of it.</param>
/// <param name="Member">Where.</param>
/// <param name="Json">Which fault of the JSON; empty where it is sound.</param>
public sealed record MalformedLine(string What, byte[] Bytes, DecodeFaultCode Code, string Member, string Json)
{
    public static IReadOnlyList<MalformedLine> Corpus { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Vectors", "malformed-lines.ndjson")).Select(Parse)];

    public override string ToString() => What;

    private static MalformedLine Parse(string row)
    {
        var json = JsonDocument.Parse(row).RootElement;
        return new MalformedLine(
            Text("what"), Padded(), Enum.Parse<DecodeFaultCode>(Text("code")), Text("member"), Text("json"));

        string Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString()! : "";

        byte[] Padded()
        {
            var line = json.TryGetProperty("hex", out var hex) ? Convert.FromHexString(hex.GetString()!) : Encoding.UTF8.GetBytes(Text("line"));
            // White space before the last brace: of a line over its bound only the size is wrong.
            return json.TryGetProperty("pad", out var bytes)
                ? [.. line[..^1], .. Enumerable.Repeat((byte)' ', bytes.GetInt32() - line.Length), line[^1]]
                : line;
        }
    }
}
