using System.Text.Json;

namespace P2PChain.Testing.Plain;

/// <summary>
/// What was said with a node of the original network, recorded from one: a line each way, and what was seen of it
/// meanwhile.
/// </summary>
/// <param name="Direction"><c>to-seed-node</c>, <c>from-seed-node</c>, <c>from-seed-node-dialing-out</c> or <c>observed</c>.</param>
/// <param name="Line">The line, without its line feed; empty where something was observed.</param>
/// <param name="What">What was tried; empty for most lines.</param>
/// <param name="Observed">How the node was found after it: <c>connection</c>, <c>chain_length_after</c>, <c>allocated</c>.</param>
public sealed record PlainRecording(string Direction, string Line, string What, JsonElement Observed)
{
    /// <summary>The node in conversation: announces, its blocks as a person works at it, its chain.</summary>
    public static IReadOnlyList<PlainRecording> Transcript => Read("seed-node-transcript.ndjson");

    /// <summary>What it makes of what is pushed to it.</summary>
    public static IReadOnlyList<PlainRecording> Pushes => Read("seed-node-pushes.ndjson");

    private static IReadOnlyList<PlainRecording> Read(string name) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Vectors", name)).Select(
            line => Of(JsonDocument.Parse(line).RootElement))];

    private static PlainRecording Of(JsonElement json) => new(
        json.GetProperty("direction").GetString()!,
        json.GetProperty("line").GetString()!,
        json.TryGetProperty("what", out var what) ? what.GetString()! : "",
        json);
}
