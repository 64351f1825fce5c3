using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Json;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Storage;

/// <summary>
/// A block's undo record as stored: <c>[["laptop-001", {entry before the block}], ["camera", null]]</c>.
/// </summary>
internal static class UndoJson
{
    public static byte[] Encode(CustodyUndo undo)
    {
        var json = new CanonicalJson().BeginArray();
        foreach (var (uid, entry) in undo.Before)
        {
            json.BeginArray().String(uid.Text);
            if (entry is null) json.Null();
            else json.Canonical(entry.CanonicalBytes());
            json.EndArray();
        }
        return json.EndArray().ToArray();
    }

    public static bool TryDecode(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out CustodyUndo? undo, [NotNullWhen(false)] out DecodeFault? fault)
    {
        // The reader wants an object at the top, as every message is one.
        byte[] json = [.. "{\"undo\": "u8, .. utf8, (byte)'}'];
        return JsonCursor.TryRead(json, ReadUndo, out undo, out fault);
    }

    private static CustodyUndo ReadUndo(JsonCursor cursor)
    {
        cursor.BeginObject();
        cursor.TryNextMember(out _);
        return new CustodyUndo(ReadPairs(cursor));
    }

    private static ImmutableArray<KeyValuePair<ItemId, CustodyEntry?>> ReadPairs(JsonCursor cursor)
    {
        var before = ImmutableArray.CreateBuilder<KeyValuePair<ItemId, CustodyEntry?>>();
        cursor.BeginArray();
        while (cursor.TryNextItem())
        {
            cursor.BeginArray();
            var uid = cursor.TryNextItem() ? cursor.ReadItemId() : null;
            var entry = cursor.TryNextItem() && !cursor.TryReadNull() ? ReadEntry(cursor) : null;
            if (cursor.TryNextItem()) cursor.Refuse(DecodeFaultCode.TooMany, "", 2);
            if (uid is not null) before.Add(new(uid, entry));
        }
        return before.DrainToImmutable();
    }

    private static CustodyEntry? ReadEntry(JsonCursor cursor)
    {
        ItemId? uid = null;
        PublicKey? holder = null;
        long? since = null;
        double? timestamp = null;
        Hash256? txId = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "uid": uid = cursor.ReadItemId(); break;
                case "holder": holder = cursor.TryReadNull() ? null : cursor.ReadKey(); break;
                case "since": since = cursor.ReadCount(); break;
                case "timestamp": timestamp = cursor.ReadNumber(); break;
                case "txid": txId = cursor.ReadHash(); break;
                default: cursor.Refuse(DecodeFaultCode.UnknownMember, ""); break;
            }
        }
        if (uid is not null && since is { } height && timestamp is { } seconds && txId is { } id)
            return new CustodyEntry(uid, holder, height, seconds, id);
        cursor.RefuseMember(DecodeFaultCode.MissingMember, "uid, since, timestamp or txid");
        return null;
    }
}
