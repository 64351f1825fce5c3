using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using P2PChain.Core.Json;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>
/// The payloads of the messages that compare pools. Digests and short ids are written one after the other, as hex
/// digits of one text: 16 for a digest, 12 for an id.
/// </summary>
internal static class PoolPayload
{
    private const int DigestBytes = 8;
    private const int IdBytes = SaltedPool.IdBits / 8;

    public static Message? ReadDigest(JsonCursor cursor)
    {
        uint? id = null;
        ulong? salt = null;
        ImmutableArray<ulong>? buckets = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "id": id = cursor.ReadRequestId(); break;
                case "salt": salt = cursor.ReadHex64(); break;
                case "buckets": buckets = ReadDigests(cursor); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (id is { } request && salt is { } drawn && buckets is { } digests && cursor.Fault is null)
            return new Message.PoolDigest(request, drawn, digests);
        cursor.RefuseMissing(("id", id), ("salt", salt), ("buckets", buckets));
        return null;
    }

    public static Message? ReadIds(JsonCursor cursor)
    {
        uint? id = null;
        ImmutableArray<PoolBucket?>? buckets = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "id": id = cursor.ReadRequestId(); break;
                case "buckets": buckets = cursor.ReadArray(SaltedPool.BucketCount, ReadBucket); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (buckets is { } all && all.Sum(static bucket => bucket?.Ids.Length ?? 0) > SaltedPool.IdsMax)
            cursor.RefuseMember(DecodeFaultCode.TooMany, "buckets", "", SaltedPool.IdsMax);
        if (id is { } request && buckets is { } found && cursor.Fault is null)
            return new Message.PoolIds(request, [.. found.OfType<PoolBucket>()]);
        cursor.RefuseMissing(("id", id), ("buckets", buckets));
        return null;
    }

    public static Message? ReadGetPool(JsonCursor cursor)
    {
        ulong? salt = null;
        ImmutableArray<ulong>? ids = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "salt": salt = cursor.ReadHex64(); break;
                case "ids": ids = ReadNumbers(cursor, IdBytes, SaltedPool.IdsMax); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (salt is { } drawn && ids is { } wanted && cursor.Fault is null) return new Message.GetPool(drawn, wanted);
        cursor.RefuseMissing(("salt", salt), ("ids", ids));
        return null;
    }

    public static void Write(CanonicalJson json, Message.PoolDigest message) =>
        json.BeginObject().Member("buckets", Text(message.Buckets, DigestBytes)).Member("id", message.Id)
            .Member("salt", Hex(message.Salt, DigestBytes)).EndObject();

    public static void Write(CanonicalJson json, Message.PoolIds message)
    {
        json.BeginObject().Name("buckets").BeginArray();
        foreach (var (number, ids) in message.Buckets)
            json.BeginObject().Member("bucket", number).Member("ids", Text(ids, IdBytes)).EndObject();
        json.EndArray().Member("id", message.Id).EndObject();
    }

    public static void Write(CanonicalJson json, Message.GetPool message) =>
        json.BeginObject().Member("ids", Text(message.Ids, IdBytes)).Member("salt", Hex(message.Salt, DigestBytes))
            .EndObject();

    /// <summary>Short ids of 48 bits, as one text.</summary>
    public static ImmutableArray<ulong> ReadIds(JsonCursor cursor, int countMax) =>
        ReadNumbers(cursor, IdBytes, countMax);

    /// <summary>The text of short ids of 48 bits.</summary>
    public static string Text(ImmutableArray<ulong> ids) => Text(ids, IdBytes);

    /// <summary>The 16 hex digits of a number.</summary>
    public static string Hex(ulong number) => Hex(number, DigestBytes);

    private static PoolBucket? ReadBucket(JsonCursor cursor)
    {
        long? number = null;
        ImmutableArray<ulong>? ids = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "bucket": number = cursor.ReadInteger(0, SaltedPool.BucketCount - 1); break;
                case "ids": ids = ReadNumbers(cursor, IdBytes, SaltedPool.IdsMax); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (number is { } bucket && ids is { } all && cursor.Fault is null) return new PoolBucket((int)bucket, all);
        cursor.RefuseMissing(("bucket", number), ("ids", ids));
        return null;
    }

    private static ImmutableArray<ulong> ReadDigests(JsonCursor cursor)
    {
        var digests = ReadNumbers(cursor, DigestBytes, SaltedPool.BucketCount);
        if (digests.Length != SaltedPool.BucketCount) cursor.Refuse(DecodeFaultCode.Malformed, "");
        return digests;
    }

    private static ImmutableArray<ulong> ReadNumbers(JsonCursor cursor, int bytesEach, int countMax)
    {
        var text = cursor.ReadString(2 * bytesEach * countMax);
        var count = text.Length / (2 * bytesEach);
        var bytes = new byte[count * bytesEach];
        if (!LowerHex.TryDecode(text, bytes))
        {
            cursor.Refuse(DecodeFaultCode.Malformed, text);
            return [];
        }

        var numbers = ImmutableArray.CreateBuilder<ulong>(count);
        for (var i = 0; i < count; i++)
        {
            var number = 0UL;
            foreach (var each in bytes.AsSpan(i * bytesEach, bytesEach)) number = (number << 8) | each;
            numbers.Add(number);
        }
        return numbers.DrainToImmutable();
    }

    private static string Text(ImmutableArray<ulong> numbers, int bytesEach)
    {
        var text = new StringBuilder(numbers.Length * 2 * bytesEach);
        foreach (var number in numbers) text.Append(Hex(number, bytesEach));
        return text.ToString();
    }

    private static string Hex(ulong number, int bytes) =>
        number.ToString(bytes == DigestBytes ? "x16" : "x12", CultureInfo.InvariantCulture);
}
