namespace P2PChain.Core.Json;

/// <summary>What <see cref="JsonScan"/> found out about a text; only it makes any but the empty one.</summary>
public readonly struct ScannedJson
{
    private ScannedJson(ReadOnlyMemory<byte> utf8, ReadOnlyMemory<byte>? type, JsonFault? fault) =>
        (Utf8, Type, Fault) = (utf8, type, fault);

    /// <summary>The text; empty when it has a fault.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>
    /// The top-level member <c>type</c> with its escapes resolved, UTF-8; null when there is none or it is not a
    /// string.
    /// </summary>
    public ReadOnlyMemory<byte>? Type { get; }

    /// <summary>What is wrong with the text; null when it may be read.</summary>
    public JsonFault? Fault { get; }

    internal static ScannedJson Sound(ReadOnlyMemory<byte> utf8, ReadOnlyMemory<byte>? type) => new(utf8, type, null);

    internal static ScannedJson Faulty(JsonFault fault) => new(default, null, fault);
}
