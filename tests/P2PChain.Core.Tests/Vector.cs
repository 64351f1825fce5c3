using System.Text.Json;

namespace P2PChain.Core.Tests;

/// <summary>
/// Reads the golden data under Vectors/: one JSON object a line, made by the original implementation.
/// </summary>
internal static class Vector
{
    public static IReadOnlyList<JsonElement> Lines(string name) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Vectors", name)).Select(
            line => JsonDocument.Parse(line).RootElement)];
}
