using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>
/// Reads the payload of each message: null exactly if the cursor has a fault. Unknown members are ignored, except in
/// hashed objects.
/// </summary>
internal static class PayloadReader
{
    public static Message? PeerList(JsonCursor cursor)
    {
        ImmutableArray<string>? peers = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            if (name == "peers") peers = cursor.ReadArray(Message.PeerList.CountMax, ReadAddress);
            else cursor.SkipValue();
        }

        if (peers is { } list && cursor.Fault is null) return new Message.PeerList(list);
        cursor.RefuseMissing(("peers", peers));
        return null;
    }

    public static Message? NewBlock(JsonCursor cursor, IsKnownBlock? isKnown)
    {
        if (LedgerJson.ReadBlock(cursor, isKnown, out var known) is { } block) return new Message.NewBlock(block);
        return known is null ? null : new Message.KnownBlock(known);
    }

    public static Message? NewPlainBlock(JsonCursor cursor) =>
        PlainBlockJson.Read(cursor) is { } block ? new Message.NewPlainBlock(block) : null;

    public static Message? NewTransaction(JsonCursor cursor) =>
        LedgerJson.ReadTransaction(cursor) is { } transaction ? new Message.NewTransaction(transaction) : null;

    public static Message? RequestChain(JsonCursor cursor)
    {
        cursor.BeginObject();
        while (cursor.TryNextMember(out _)) cursor.SkipValue();
        return cursor.Fault is null ? Message.RequestChain.Instance : null;
    }

    public static Message? Ping(JsonCursor cursor)
    {
        var heartbeat = ReadHeartbeat(cursor);
        return cursor.Fault is null ? new Message.Ping(heartbeat) : null;
    }

    public static Message? Pong(JsonCursor cursor)
    {
        var heartbeat = ReadHeartbeat(cursor);
        return cursor.Fault is null ? new Message.Pong(heartbeat) : null;
    }

    public static Message? Bye(JsonCursor cursor)
    {
        string? reason = null;
        var retry = 0L;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "reason": reason = cursor.ReadSafeText(Message.Bye.ReasonCharsMax); break;
                case "retry_s": retry = cursor.ReadInteger(0, Message.Bye.RetrySecondsMax); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (reason is not null && cursor.Fault is null) return new Message.Bye(reason, retry);
        cursor.RefuseMissing(("reason", reason));
        return null;
    }

    public static Message? Prove(JsonCursor cursor)
    {
        Signature? signature = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            if (name == "signature") signature = cursor.ReadSignature();
            else cursor.SkipValue();
        }

        if (signature is not null && cursor.Fault is null) return new Message.Prove(signature);
        cursor.RefuseMissing(("signature", signature));
        return null;
    }

    public static Message? GetHeaders(JsonCursor cursor)
    {
        uint? id = null;
        ImmutableArray<Hash256>? locator = null;
        long? max = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "id": id = cursor.ReadRequestId(); break;
                case "locator": locator = ReadSomeHashes(cursor, Message.GetHeaders.LocatorMax); break;
                case "max": max = cursor.ReadInteger(1, Message.Headers.CountMax); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (id is { } request && locator is { } hashes && max is { } count && cursor.Fault is null)
            return new Message.GetHeaders(request, hashes, (int)count);
        cursor.RefuseMissing(("id", id), ("locator", locator), ("max", max));
        return null;
    }

    public static Message? Headers(JsonCursor cursor)
    {
        uint? id = null;
        ImmutableArray<HeaderItem?>? items = null;
        bool? more = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "id": id = cursor.ReadRequestId(); break;
                case "items": items = cursor.ReadArray(Message.Headers.CountMax, LedgerJson.ReadHeaderItem); break;
                case "more": more = cursor.ReadBoolean(); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (id == Message.Headers.AnnouncedId && items is { Length: > Message.Headers.AnnouncedMax })
            cursor.RefuseMember(DecodeFaultCode.TooMany, "items", "", Message.Headers.AnnouncedMax);
        if (id is { } request && items is { } headers && more is { } rest && cursor.Fault is null)
            return new Message.Headers(request, [.. headers.OfType<HeaderItem>()], rest);
        cursor.RefuseMissing(("id", id), ("items", items), ("more", more));
        return null;
    }

    public static Message? GetBlocks(JsonCursor cursor) =>
        ReadIdAndHashes(cursor) is var (id, hashes) ? new Message.GetBlocks(id, hashes) : null;

    public static Message? NotFound(JsonCursor cursor) =>
        ReadIdAndHashes(cursor) is var (id, hashes) ? new Message.NotFound(id, hashes) : null;

    public static Message? BlockMessage(JsonCursor cursor, IsKnownBlock? isKnown)
    {
        uint? id = null;
        Block? block = null;
        HeaderItem? known = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "id": id = cursor.ReadRequestId(); break;
                case "block": block = LedgerJson.ReadBlock(cursor, isKnown, out known); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (id is { } request && block is not null && cursor.Fault is null)
            return new Message.BlockMessage(request, block);
        if (id is { } answered && known is not null && cursor.Fault is null)
            return new Message.KnownBlock(known) { RequestId = answered };
        cursor.RefuseMissing(("id", id), ("block", block ?? (object?)known));
        return null;
    }

    private static (uint Id, ImmutableArray<Hash256> Hashes)? ReadIdAndHashes(JsonCursor cursor)
    {
        uint? id = null;
        ImmutableArray<Hash256>? hashes = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "id": id = cursor.ReadRequestId(); break;
                case "hashes": hashes = ReadSomeHashes(cursor, Message.GetBlocks.CountMax); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (id is { } request && hashes is { } list && cursor.Fault is null) return (request, list);
        cursor.RefuseMissing(("id", id), ("hashes", hashes));
        return null;
    }

    /// <summary>
    /// A heartbeat; null when there is a fault or the payload has none of its members, as a plain peer's.
    /// </summary>
    private static Heartbeat? ReadHeartbeat(JsonCursor cursor)
    {
        ulong? nonce = null;
        long? height = null;
        Hash256? tip = null;
        Work? work = null;
        long? timeMs = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "nonce": nonce = cursor.ReadHex64(); break;
                case "height": height = cursor.ReadCount(); break;
                case "tip": tip = cursor.ReadHash(); break;
                case "work": work = cursor.ReadWork(); break;
                case "time_ms": timeMs = cursor.ReadTimeMs(); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (nonce is { } n && height is { } h && tip is { } t && work is { } w)
            return new Heartbeat(n, h, t, w) { TimeMs = timeMs };
        if (nonce is not null || height is not null || tip is not null || work is not null)
            cursor.RefuseMissing(("nonce", nonce), ("height", height), ("tip", tip), ("work", work));
        return null;
    }

    /// <summary>A list of at least one hash.</summary>
    internal static ImmutableArray<Hash256> ReadSomeHashes(JsonCursor cursor, int countMax)
    {
        var hashes = cursor.ReadArray(countMax, static c => c.ReadHash() ?? default);
        if (hashes.IsEmpty) cursor.Refuse(DecodeFaultCode.Malformed, "[]");
        return hashes;
    }

    private static string ReadAddress(JsonCursor cursor) => cursor.ReadString(Message.PeerList.AddressCharsMax);
}
