using System.Diagnostics;
using System.Globalization;
using System.Text;
using P2PChain.Core.Json;

namespace P2PChain.Core.Wire;

/// <summary>
/// Reads a line. Its <c>type</c> decides how to read the <c>payload</c>. If the type stands before the payload, as
/// writers put it, the line is read once. If it stands behind, the line is checked to its end and then read again.
/// </summary>
internal static class EnvelopeReader
{
    private static readonly DecodeFault NoType = new(DecodeFaultCode.MissingMember, "type", "");

    /// <summary>The members of a plain peer's block, and no others; sorted.</summary>
    private static readonly string[] PlainBlockMembers =
        ["hash", "index", "nonce", "prev_hash", "timestamp", "transactions"];

    /// <summary>Reads a line without its line end.</summary>
    public static Decoded Read(ReadOnlyMemory<byte> line, IsKnownBlock? isKnown)
    {
        using var cursor = new JsonCursor(line);
        var type = FindType(cursor, line.Length, out var unread, out var isFirst);
        var content = type is not null && isFirst ? ReadMembers(cursor, Payload) : default;
        if (!cursor.ReadToEnd()) return new Decoded.Refused(null, cursor.Fault!);
        if (type is null) return unread ?? new Decoded.Refused(null, NoType);
        if (!isFirst)
        {
            Restart(cursor);
            content = ReadMembers(cursor, Payload);
        }

        if (content.Message is { } message && cursor.Fault is null)
            return new Decoded.Understood(message, content.Sender);
        cursor.RefuseMissing(("payload", content.Message));
        var fault = cursor.Fault ?? throw new UnreachableException("neither message nor fault");
        return type == MessageType.NewBlock && IsPlainBlock(cursor)
            ? ReadPlainBlock(cursor)
            : new Decoded.Refused(type.Name, fault);

        Message? Payload(JsonCursor payload) => type.Read!(payload, isKnown);
    }

    /// <summary>Reads up to the <c>type</c>, or to the end.</summary>
    /// <param name="cursor">Before the line.</param>
    /// <param name="lineBytes">The line's length.</param>
    /// <param name="unread">The result if the payload is not read; null if there is no type.</param>
    /// <param name="isFirst">Whether no member stands before the type.</param>
    /// <returns>The type; null where the payload is not read.</returns>
    private static MessageType? FindType(JsonCursor cursor, int lineBytes, out Decoded? unread, out bool isFirst)
    {
        unread = null;
        isFirst = true;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var member))
        {
            if (member == "type" && cursor.TryReadText(out var name)) return Readable(name, lineBytes, out unread);
            if (member != "type") cursor.SkipValue();
            isFirst = false;
        }

        return null;
    }

    private static MessageType? Readable(ReadOnlySpan<byte> name, int lineBytes, out Decoded? unread)
    {
        var type = MessageType.Find(name);
        unread = type switch
        {
            null => new Decoded.Ignored(Shown(name)),
            { Read: null } => new Decoded.Ignored(type.Name),
            _ when lineBytes > type.BytesMax => new Decoded.Refused(type.Name, TooLarge(lineBytes, type.BytesMax)),
            _ => null,
        };
        return unread is null ? type : null;
    }

    private static (Message? Message, string? Sender) ReadMembers(JsonCursor cursor, Func<JsonCursor, Message?> read)
    {
        Message? message = null;
        string? sender = null;
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "payload": message = read(cursor); break;
                case "sender":
                    sender = cursor.TryReadNull() ? null : cursor.ReadSafeText(MessageCodec.SenderCharsMax);
                    break;
                default: cursor.SkipValue(); break;
            }
        }

        return (message, sender);
    }

    /// <summary>
    /// A plain peer checks little, so the parts of its blocks that have another form are no reason to disconnect.
    /// </summary>
    private static Decoded ReadPlainBlock(JsonCursor cursor)
    {
        Restart(cursor);
        var (message, sender) = ReadMembers(cursor, PayloadReader.NewPlainBlock);
        return message is not null && cursor.Fault is null
            ? new Decoded.Understood(message, sender)
            : new Decoded.Ignored(MessageType.NewBlock.Name);
    }

    // Called only for blocks of another form than ours, so our blocks are read once.
    private static bool IsPlainBlock(JsonCursor cursor)
    {
        Restart(cursor);
        var members = new SortedSet<string>(StringComparer.Ordinal);
        while (cursor.TryNextMember(out var name))
        {
            if (name == "payload") AddMembers(cursor, members);
            else cursor.SkipValue();
        }

        return cursor.Fault is null && members.SequenceEqual(PlainBlockMembers);
    }

    private static void AddMembers(JsonCursor cursor, SortedSet<string> members)
    {
        cursor.BeginObject();
        while (cursor.TryNextMember(out var member))
        {
            if (members.Count <= PlainBlockMembers.Length) members.Add(member);
            cursor.SkipValue();
        }
    }

    private static void Restart(JsonCursor cursor)
    {
        cursor.Rewind();
        cursor.BeginObject();
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
