using System.Text.Json.Serialization;

namespace P2PChain.Http.Documents;

/// <summary>The whole content of an answer.</summary>
/// <param name="Schema">The name and the version of the form. A form gains members; it loses none.</param>
public abstract record Document([property: JsonPropertyOrder(-1)] string Schema);
