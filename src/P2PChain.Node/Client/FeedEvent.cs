using System.Text.Json;

namespace P2PChain.Node.Client;

/// <summary>An event of a node, or of the connection to it.</summary>
/// <param name="Document">The document; undefined if events were missed or the connection changed.</param>
/// <param name="Sentence">The line for a person.</param>
internal sealed record FeedEvent(JsonElement Document, string Sentence)
{
    /// <summary>Whether it is about the connection, or about missed events.</summary>
    public bool IsOfConnection => Document.ValueKind == JsonValueKind.Undefined;

    /// <summary>An event about the connection.</summary>
    public static FeedEvent OfConnection(string sentence) => new(default, sentence);
}
