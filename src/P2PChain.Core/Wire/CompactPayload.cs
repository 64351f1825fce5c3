using System.Collections.Immutable;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>
/// The payloads of the messages about compact blocks. Short ids are written as in <see cref="PoolPayload"/>.
/// </summary>
internal static class CompactPayload
{
    public static Message? ReadCompactBlock(JsonCursor cursor)
    {
        HeaderItem? header = null;
        ulong? nonce = null;
        ImmutableArray<ulong>? ids = null;
        ImmutableArray<PrefilledTransaction?>? prefilled = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "header": header = LedgerJson.ReadHeaderItem(cursor); break;
                case "nonce": nonce = cursor.ReadHex64(); break;
                case "ids": ids = PoolPayload.ReadIds(cursor, Message.CompactBlock.CountMax); break;
                case "prefilled":
                    prefilled = cursor.ReadArray(Message.CompactBlock.PrefilledMax, ReadPrefilled);
                    break;
                default: cursor.SkipValue(); break;
            }
        }

        if (header is { } item && nonce is { } drawn && ids is { } shorts && prefilled is { } whole
            && cursor.Fault is null)
        {
            return Checked(cursor, new Message.CompactBlock(
                item, drawn, shorts, [.. whole.OfType<PrefilledTransaction>()]));
        }

        cursor.RefuseMissing(("header", header), ("nonce", nonce), ("ids", ids), ("prefilled", prefilled));
        return null;
    }

    public static Message? ReadGetBlockTransactions(JsonCursor cursor)
    {
        uint? id = null;
        Hash256? block = null;
        ImmutableArray<int>? indexes = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "id": id = cursor.ReadRequestId(); break;
                case "block": block = cursor.ReadHash(); break;
                case "indexes": indexes = ReadIndexes(cursor); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (id is { } request && block is { } hash && indexes is { } wanted && cursor.Fault is null)
            return new Message.GetBlockTransactions(request, hash, wanted);
        cursor.RefuseMissing(("id", id), ("block", block), ("indexes", indexes));
        return null;
    }

    public static Message? ReadBlockTransactions(JsonCursor cursor)
    {
        uint? id = null;
        ImmutableArray<Transaction?>? items = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "id": id = cursor.ReadRequestId(); break;
                case "items":
                    items = cursor.ReadArray(Message.CompactBlock.CountMax, LedgerJson.ReadTransaction);
                    break;
                default: cursor.SkipValue(); break;
            }
        }

        if (id is { } request && items is { } found && cursor.Fault is null)
            return new Message.BlockTransactions(request, [.. found.OfType<Transaction>()]);
        cursor.RefuseMissing(("id", id), ("items", items));
        return null;
    }

    public static void Write(CanonicalJson json, Message.CompactBlock message)
    {
        json.BeginObject().Name("header").Canonical(message.Item.CanonicalBytes());
        json.Member("ids", PoolPayload.Text(message.Ids)).Member("nonce", PoolPayload.Hex(message.Nonce));
        json.Name("prefilled").BeginArray();
        foreach (var (index, transaction) in message.Prefilled)
        {
            json.BeginObject().Member("index", index).Name("transaction").Canonical(transaction.CanonicalBytes);
            json.EndObject();
        }
        json.EndArray().EndObject();
    }

    public static void Write(CanonicalJson json, Message.GetBlockTransactions message)
    {
        json.BeginObject().Member("block", message.Block.ToString()).Member("id", message.Id).Name("indexes");
        json.BeginArray();
        foreach (var index in message.Indexes) json.Integer(index);
        json.EndArray().EndObject();
    }

    public static void Write(CanonicalJson json, Message.BlockTransactions message)
    {
        json.BeginObject().Member("id", message.Id).Name("items").BeginArray();
        foreach (var transaction in message.Items) json.Canonical(transaction.CanonicalBytes);
        json.EndArray().EndObject();
    }

    /// <summary>The header states the number of transactions, and each place is taken once.</summary>
    private static Message.CompactBlock? Checked(JsonCursor cursor, Message.CompactBlock message)
    {
        var count = message.Ids.Length + message.Prefilled.Length;
        if (count != message.Item.Header.TxCount)
        {
            cursor.RefuseMember(DecodeFaultCode.Malformed, "ids", "", message.Item.Header.TxCount);
            return null;
        }
        if (IsAscending([.. message.Prefilled.Select(each => each.Index)], count)) return message;
        cursor.RefuseMember(DecodeFaultCode.Malformed, "prefilled", "");
        return null;
    }

    private static PrefilledTransaction? ReadPrefilled(JsonCursor cursor)
    {
        long? index = null;
        Transaction? transaction = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "index": index = cursor.ReadInteger(0, IndexMax); break;
                case "transaction": transaction = LedgerJson.ReadTransaction(cursor); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (index is { } place && transaction is not null && cursor.Fault is null)
            return new PrefilledTransaction((int)place, transaction);
        cursor.RefuseMissing(("index", index), ("transaction", transaction));
        return null;
    }

    private const int IndexMax = Message.CompactBlock.CountMax + Message.CompactBlock.PrefilledMax - 1;

    private static ImmutableArray<int> ReadIndexes(JsonCursor cursor)
    {
        var indexes = cursor.ReadArray(Message.CompactBlock.CountMax, static c => (int)c.ReadInteger(0, IndexMax));
        if (indexes.IsEmpty || !IsAscending(indexes, IndexMax + 1)) cursor.Refuse(DecodeFaultCode.Malformed, "");
        return indexes;
    }

    private static bool IsAscending(ImmutableArray<int> indexes, int count)
    {
        for (var i = 0; i < indexes.Length; i++)
            if (indexes[i] >= count || (i > 0 && indexes[i] <= indexes[i - 1])) return false;
        return true;
    }
}
