using System.Diagnostics;
using System.Globalization;
using System.Text;
using P2PChain.Core.Json;

namespace P2PChain.Core.Wire;

/// <summary>Reads a line as it was read before: the scan finds its type, then its payload is read.</summary>
public static class TwoPassCodec
{
    /// <summary>Characters of <c>sender</c>: a host name has at most 253.</summary>
    public const int SenderCharsMax = 255;

    private static readonly DecodeFault NoType = new(DecodeFaultCode.MissingMember, "type", "");

    /// <summary>The members of a plain peer's block, and no others; sorted.</summary>
    private static readonly string[] PlainBlockMembers =
        ["hash", "index", "nonce", "prev_hash", "timestamp", "transactions"];

    /// <summary>Reads a line. Whatever the bytes are, the answer is a value.</summary>
    /// <param name="line">One line without its line end, as <see cref="LineDecoder"/> gives it; not kept.</param>
    public static Decoded Decode(ReadOnlyMemory<byte> line)
    {
        var json = JsonScan.Scan(line);
        if (json.Fault is { } unsound) return new Decoded.Refused(null, DecodeFault.Of(unsound));
        if (json.Type is not { } name) return new Decoded.Refused(null, NoType);
        if (MessageType.Find(name.Span) is not { } type) return new Decoded.Ignored(Shown(name.Span));
        if (type.Read is not { } read) return new Decoded.Ignored(type.Name);
        if (line.Length > type.BytesMax) return new Decoded.Refused(type.Name, TooLarge(line.Length, type.BytesMax));

        using var cursor = new JsonCursor(json);
        var (message, sender) = ReadEnvelope(cursor, payload => read(payload, null));
        if (message is not null && cursor.Fault is null) return new Decoded.Understood(message, sender);
        if (type == MessageType.NewBlock && IsPlainBlock(json)) return DecodePlainBlock(json);

        cursor.RefuseMissing(("payload", message));
        return new Decoded.Refused(
            type.Name, cursor.Fault ?? throw new UnreachableException("neither message nor fault"));
    }

    private static (Message? Message, string? Sender) ReadEnvelope(JsonCursor cursor, Func<JsonCursor, Message?> read)
    {
        Message? message = null;
        string? sender = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "payload": message = read(cursor); break;
                case "sender":
                    sender = cursor.TryReadNull() ? null : cursor.ReadSafeText(SenderCharsMax);
                    break;
                default: cursor.SkipValue(); break;
            }
        }

        return (message, sender);
    }

    /// <summary>
    /// A plain peer checks little, so what is not of our form in its blocks is no reason to part from it.
    /// </summary>
    private static Decoded DecodePlainBlock(ScannedJson json)
    {
        using var cursor = new JsonCursor(json);
        var (message, sender) = ReadEnvelope(cursor, PayloadReader.NewPlainBlock);
        return message is not null && cursor.Fault is null
            ? new Decoded.Understood(message, sender)
            : new Decoded.Ignored(MessageType.NewBlock.Name);
    }

    // Asked only about blocks that are not of our form, so ours are read once.
    private static bool IsPlainBlock(ScannedJson json)
    {
        using var cursor = new JsonCursor(json);
        var members = new SortedSet<string>(StringComparer.Ordinal);
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            if (name != "payload")
            {
                cursor.SkipValue();
                continue;
            }

            cursor.BeginObject();
            while (cursor.TryNextMember(out var member))
            {
                if (members.Count <= PlainBlockMembers.Length) members.Add(member);
                cursor.SkipValue();
            }
        }

        return cursor.Fault is null && members.SequenceEqual(PlainBlockMembers);
    }

    private static DecodeFault TooLarge(int bytes, int limit) =>
        new(DecodeFaultCode.TooLarge, "", bytes.ToString(CultureInfo.InvariantCulture), limit);

    private static string Shown(ReadOnlySpan<byte> name)
    {
        const int bytesPerCharMax = 4;
        var start = name[..Math.Min(name.Length, bytesPerCharMax * DecodeFault.ValueCharsMax)];
        return SafeText.Of(Encoding.UTF8.GetString(start), DecodeFault.ValueCharsMax);
    }
}
