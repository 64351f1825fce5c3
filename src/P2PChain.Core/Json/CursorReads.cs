using System.Buffers.Binary;
using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Json;

/// <summary>Primitive values, lists and missing members, read from a cursor; another form is a fault.</summary>
public static class CursorReads
{
    /// <summary>64 lower-case hex digits.</summary>
    public static Hash256? ReadHash(this JsonCursor cursor)
    {
        var text = cursor.ReadString(2 * Hash256.Bytes);
        if (Hash256.TryParse(text, out var hash)) return hash;

        cursor.Refuse(DecodeFaultCode.Malformed, text);
        return null;
    }

    /// <summary>An item's name.</summary>
    public static ItemId? ReadItemId(this JsonCursor cursor)
    {
        var text = cursor.ReadString(ItemId.LengthMax);
        if (ItemId.TryParse(text, out var id)) return id;

        cursor.Refuse(DecodeFaultCode.Malformed, text);
        return null;
    }

    /// <summary>A sum of work, in decimal digits.</summary>
    public static Work? ReadWork(this JsonCursor cursor)
    {
        var text = cursor.ReadString(Work.TextLengthMax);
        if (Work.TryParse(text, out var work)) return work;

        cursor.Refuse(DecodeFaultCode.Malformed, text);
        return null;
    }

    /// <summary>A text for people, made safe to show.</summary>
    public static string ReadSafeText(this JsonCursor cursor, int charsMax) =>
        SafeText.Of(cursor.ReadString(charsMax), charsMax);

    /// <summary>16 lower-case hex digits.</summary>
    public static ulong? ReadHex64(this JsonCursor cursor)
    {
        var text = cursor.ReadString(16);
        Span<byte> bytes = stackalloc byte[8];
        if (LowerHex.TryDecode(text, bytes)) return BinaryPrimitives.ReadUInt64BigEndian(bytes);

        cursor.Refuse(DecodeFaultCode.Malformed, text);
        return null;
    }

    /// <summary>8 lower-case hex digits.</summary>
    public static uint? ReadHex32(this JsonCursor cursor)
    {
        var text = cursor.ReadString(8);
        Span<byte> bytes = stackalloc byte[4];
        if (LowerHex.TryDecode(text, bytes)) return BinaryPrimitives.ReadUInt32BigEndian(bytes);

        cursor.Refuse(DecodeFaultCode.Malformed, text);
        return null;
    }

    /// <summary>An array of at most <paramref name="countMax"/> items, read by <paramref name="read"/>.</summary>
    public static ImmutableArray<T> ReadArray<T>(this JsonCursor cursor, int countMax, Func<JsonCursor, T> read)
    {
        var member = cursor.Member; // items that are objects have members of their own
        var items = ImmutableArray.CreateBuilder<T>();
        cursor.BeginArray();
        while (cursor.TryNextItem())
        {
            if (items.Count == countMax)
                cursor.RefuseMember(DecodeFaultCode.TooMany, member, "", countMax);
            else
                items.Add(read(cursor));
        }

        return items.DrainToImmutable();
    }

    /// <summary>
    /// Makes the first of an object's required members that is null the fault, unless there is one already.
    /// </summary>
    public static void RefuseMissing(this JsonCursor cursor, params ReadOnlySpan<(string Name, object? Value)> members)
    {
        foreach (var (name, value) in members)
            if (value is null) cursor.RefuseMember(DecodeFaultCode.MissingMember, name);
    }
}
