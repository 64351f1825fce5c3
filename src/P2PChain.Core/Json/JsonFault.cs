namespace P2PChain.Core.Json;

/// <summary>Why a text is not the JSON we accept.</summary>
/// <param name="Code">The kind of fault.</param>
/// <param name="Offset">Where: bytes before the place, 0 … the text's length.</param>
public readonly record struct JsonFault(JsonFaultCode Code, int Offset);
