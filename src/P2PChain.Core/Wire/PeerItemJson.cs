using System.Collections.Immutable;
using P2PChain.Core.Json;

namespace P2PChain.Core.Wire;

/// <summary>Reads and writes the payloads of <c>get_peers</c> and <c>peers</c>.</summary>
internal static class PeerItemJson
{
    public static Message? ReadGetPeers(JsonCursor cursor)
    {
        uint? id = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            if (name == "id") id = cursor.ReadRequestId();
            else cursor.SkipValue();
        }

        cursor.RefuseMissing(("id", id));
        return cursor.Fault is null ? new Message.GetAddresses(id!.Value) : null;
    }

    public static Message? ReadPeers(JsonCursor cursor)
    {
        uint? id = null;
        ImmutableArray<PeerItem?>? list = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "id": id = cursor.ReadRequestId(); break;
                case "list": list = cursor.ReadArray(Message.Addresses.CountMax, ReadItem); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (id == Message.Addresses.AnnouncedId && list is { Length: > Message.Addresses.AnnouncedMax })
            cursor.RefuseMember(DecodeFaultCode.TooMany, "list", "", Message.Addresses.AnnouncedMax);
        cursor.RefuseMissing(("id", id), ("list", list));
        return cursor.Fault is null ? new Message.Addresses(id!.Value, [.. list!.Value.OfType<PeerItem>()]) : null;
    }

    public static void Write(CanonicalJson json, Message.Addresses message)
    {
        json.BeginObject().Member("id", message.Id).Name("list").BeginArray();
        foreach (var item in message.List)
        {
            json.BeginObject().Member("address", item.Address).Member("seen", item.SeenMs);
            json.Name("services").BeginArray();
            foreach (var service in item.Services) json.String(service);
            json.EndArray().EndObject();
        }

        json.EndArray().EndObject();
    }

    private static PeerItem? ReadItem(JsonCursor cursor)
    {
        string? address = null;
        long? seen = null;
        ImmutableArray<string>? services = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "address": address = cursor.ReadString(PeerItem.AddressCharsMax); break;
                case "seen": seen = cursor.ReadTimeMs(); break;
                case "services": services = cursor.ReadArray(PeerItem.ServicesMax, ReadService); break;
                default: cursor.SkipValue(); break;
            }
        }

        cursor.RefuseMissing(("address", address), ("seen", seen), ("services", services));
        return cursor.Fault is null ? new PeerItem(address!, services!.Value, seen!.Value) : null;
    }

    private static string ReadService(JsonCursor cursor) => cursor.ReadString(PeerItem.ServiceCharsMax);
}
