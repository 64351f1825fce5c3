using System.Net;
using System.Text.Json;

namespace P2PChain.Node.Client;

/// <summary>An answer of a node.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Json">Its document, as it came.</param>
/// <param name="Document">The document, read.</param>
internal sealed record Answer(HttpStatusCode Status, string Json, JsonElement Document);
