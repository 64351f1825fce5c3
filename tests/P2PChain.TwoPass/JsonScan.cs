using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace P2PChain.Core.Json;

/// <summary>
/// Decides whether bytes are JSON that every reader understands alike, before a lenient one sees them: RFC 8259's
/// grammar and nothing else, valid UTF-8, no key twice, no lone surrogates, bounded depth, an object at the top.
/// </summary>
/// <remarks>
/// Time is linear but for the sorting of an object's keys where there are many; memory is fixed for the messages we
/// know. Nothing a peer sends makes it throw. Source: docs/protocol.md, limits; docs/rules.md, canonical JSON.
/// </remarks>
public static class JsonScan
{
    /// <summary>Scans a text.</summary>
    /// <param name="utf8">
    /// The bytes of one line or one stored document; they must not change while the result is used.
    /// </param>
    /// <returns>The text with its top-level <c>type</c>, or the fault.</returns>
    public static ScannedJson Scan(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
            return ScannedJson.Faulty(new JsonFault(JsonFaultCode.InvalidUtf8, ValidBytes(utf8.Span)));

        var scanner = new JsonScanner(
            utf8, stackalloc JsonKeys.Key[JsonKeys.OnStack], stackalloc int[JsonLimits.DepthMax]);
        try
        {
            return scanner.Run() ? ScannedJson.Sound(utf8, scanner.Type) : ScannedJson.Faulty(scanner.Fault);
        }
        finally
        {
            scanner.Dispose();
        }
    }

    private static int ValidBytes(ReadOnlySpan<byte> utf8)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(utf8[at..], out _, out var bytes) == OperationStatus.Done)
            at += bytes;
        return at;
    }
}
