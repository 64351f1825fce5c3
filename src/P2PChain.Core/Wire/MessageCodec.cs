using System.Diagnostics;
using System.Globalization;
using System.Text;
using P2PChain.Core.Json;
using static System.FormattableString;

namespace P2PChain.Core.Wire;

/// <summary>Messages as lines and lines as messages.</summary>
/// <remarks>Pure and without state: any thread may call it. Source: docs/protocol.md.</remarks>
public static class MessageCodec
{
    /// <summary>Characters of <c>sender</c>: a host name has at most 253.</summary>
    public const int SenderCharsMax = 255;

    private static readonly DecodeFault NoType = new(DecodeFaultCode.MissingMember, "type", "");

    /// <summary>The members of a plain peer's block, and no others; sorted.</summary>
    private static readonly string[] PlainBlockMembers =
        ["hash", "index", "nonce", "prev_hash", "timestamp", "transactions"];

    /// <summary>Writes a message as one line of ASCII that ends in a line feed.</summary>
    /// <param name="message">Within the bounds its type states.</param>
    /// <param name="sender">
    /// What we call ourselves, <c>host:port</c>; left out when null or when there is no room.
    /// </param>
    /// <returns>A new array, to be shared and not changed.</returns>
    /// <exception cref="ArgumentException">The message is larger than its type allows: a bug of the caller.</exception>
    public static byte[] Encode(Message message, string? sender)
    {
        var payload = PayloadWriter.Write(message);
        var head = $"{{\"type\": \"{message.Type.Name}\", \"payload\": ";
        var tail = sender is null ? "}\n" : $", \"sender\": {new CanonicalJson().String(sender)}}}\n";
        if (head.Length + payload.Length + tail.Length - 1 > message.Type.BytesMax) tail = "}\n";
        var line = new byte[head.Length + payload.Length + tail.Length];
        if (line.Length - 1 > message.Type.BytesMax)
        {
            var bytes = Invariant($"{line.Length} bytes; {message.Type.BytesMax} are allowed.");
            throw new ArgumentException($"{message.Type.Name} of {bytes}", nameof(message));
        }

        Encoding.ASCII.GetBytes(head, line);
        payload.Span.CopyTo(line.AsSpan(head.Length));
        Encoding.ASCII.GetBytes(tail, line.AsSpan(head.Length + payload.Length));
        return line;
    }

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
        var (message, sender) = ReadEnvelope(cursor, read);
        if (message is not null && cursor.Fault is null) return new Decoded.Understood(message, sender);
        if (type == MessageType.NewBlock && IsPlainBlock(json)) return DecodePlainBlock(json);

        cursor.RefuseMissing(("payload", message));
        return new Decoded.Refused(type.Name, cursor.Fault ?? throw new UnreachableException("neither message nor fault"));
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

    /// <summary>A plain peer checks little, so what is not of our form in its blocks is no reason to part from it.</summary>
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
