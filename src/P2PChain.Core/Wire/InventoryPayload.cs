using System.Collections.Immutable;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>The payloads of the messages that announce, request and carry transactions.</summary>
internal static class InventoryPayload
{
    public static Message? ReadInventory(JsonCursor cursor)
    {
        ImmutableArray<Hash256>? wids = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            if (name == "wids") wids = PayloadReader.ReadSomeHashes(cursor, Message.Inventory.CountMax);
            else cursor.SkipValue();
        }

        if (wids is { } announced && cursor.Fault is null) return new Message.Inventory(announced);
        cursor.RefuseMissing(("wids", wids));
        return null;
    }

    public static Message? ReadGetTransactions(JsonCursor cursor)
    {
        uint? id = null;
        ImmutableArray<Hash256>? wids = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "id": id = cursor.ReadRequestId(); break;
                case "wids": wids = PayloadReader.ReadSomeHashes(cursor, Message.GetTransactions.CountMax); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (id is { } request && wids is { } wanted && cursor.Fault is null)
            return new Message.GetTransactions(request, wanted);
        cursor.RefuseMissing(("id", id), ("wids", wids));
        return null;
    }

    public static Message? ReadTransactions(JsonCursor cursor)
    {
        uint? id = null;
        ImmutableArray<Transaction?>? items = null;
        ImmutableArray<Hash256>? missing = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "id": id = cursor.ReadRequestId(); break;
                case "items":
                    items = cursor.ReadArray(Message.GetTransactions.CountMax, LedgerJson.ReadTransaction);
                    break;
                case "missing":
                    missing = cursor.ReadArray(Message.GetTransactions.CountMax, static c => c.ReadHash() ?? default);
                    break;
                default: cursor.SkipValue(); break;
            }
        }

        if (id is { } request && items is { } found && missing is { } others && cursor.Fault is null)
            return new Message.Transactions(request, [.. found.OfType<Transaction>()], others);
        cursor.RefuseMissing(("id", id), ("items", items), ("missing", missing));
        return null;
    }

    public static void Write(CanonicalJson json, Message.Inventory message)
    {
        PayloadWriter.Write(json.BeginObject().Name("wids"), message.Wids);
        json.EndObject();
    }

    public static void Write(CanonicalJson json, Message.GetTransactions message)
    {
        PayloadWriter.Write(json.BeginObject().Member("id", message.Id).Name("wids"), message.Wids);
        json.EndObject();
    }

    public static void Write(CanonicalJson json, Message.Transactions message)
    {
        json.BeginObject().Member("id", message.Id).Name("items").BeginArray();
        foreach (var transaction in message.Items) json.Canonical(transaction.CanonicalBytes);
        PayloadWriter.Write(json.EndArray().Name("missing"), message.Missing);
        json.EndObject();
    }
}
