using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>Reads and writes the original network's blocks: exactly six members.</summary>
/// <remarks>Source: docs/protocol.md, plain peers.</remarks>
public static class PlainBlockJson
{
    /// <summary>Reads one block of a plain peer's chain.</summary>
    /// <param name="utf8">The text of one block.</param>
    /// <param name="block">The block.</param>
    /// <param name="fault">Why it is none.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out PlainBlock? block,
        [NotNullWhen(false)] out DecodeFault? fault)
    {
        if (JsonCursor.TryRead(utf8, Read, out block, out fault)) return true;
        return fault is { Code: DecodeFaultCode.NotJson, Value: nameof(JsonFaultCode.LoneSurrogate) }
            && JsonCursor.TryRead(LoneSurrogates.Replaced(utf8.Span), Read, out block, out fault);
    }

    /// <summary>Reads a block. Transactions of another form than ours are left out.</summary>
    /// <returns>The block; null when the cursor has a fault.</returns>
    internal static PlainBlock? Read(JsonCursor cursor)
    {
        long? index = null, nonce = null;
        Hash256? hash = null, prevHash = null;
        double? timestamp = null;
        ImmutableArray<Transaction>? transactions = null;
        ImmutableArray<string> unreadable = [];
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "index": index = cursor.ReadCount(); break;
                case "prev_hash": prevHash = cursor.ReadHash(); break;
                case "transactions": transactions = ReadTransactions(cursor, out unreadable); break;
                case "nonce": nonce = cursor.ReadCount(); break;
                case "timestamp": timestamp = cursor.ReadNumber(); break;
                case "hash": hash = cursor.ReadHash(); break;
                default: cursor.Refuse(DecodeFaultCode.UnknownMember, ""); break;
            }
        }

        if (cursor.Fault is null && index is { } i && prevHash is { } previous && transactions is { } items
            && nonce is { } n && timestamp is { } at && hash is { } own)
        {
            return new PlainBlock(i, previous, items, n, at, own) { Unreadable = unreadable };
        }

        cursor.RefuseMissing(
            ("index", index), ("prev_hash", prevHash), ("transactions", transactions), ("nonce", nonce),
            ("timestamp", timestamp), ("hash", hash));
        return null;
    }

    internal static void Write(CanonicalJson json, PlainBlock block)
    {
        json.BeginObject()
            .Member("hash", block.Hash.ToString())
            .Member("index", block.Index)
            .Member("nonce", block.Nonce)
            .Member("prev_hash", block.PrevHash.ToString())
            .Name("timestamp").Number(block.Timestamp)
            .Name("transactions").BeginArray();
        foreach (var transaction in block.Transactions) json.Canonical(transaction.CanonicalBytes);
        json.EndArray().EndObject();
    }

    private static ImmutableArray<Transaction> ReadTransactions(
        JsonCursor cursor, out ImmutableArray<string> unreadable)
    {
        // The message's bytes bound their number.
        var transactions = ImmutableArray.CreateBuilder<Transaction>();
        var passed = ImmutableArray.CreateBuilder<string>();
        cursor.BeginArray();
        while (cursor.TryNextItem())
        {
            if (cursor.ReadOrPass(LedgerJson.ReadPlainTransaction, out var why) is { } transaction)
                transactions.Add(transaction);
            else
                passed.Add(why is { Member: "uid", Value: var text } ? text : "");
        }

        unreadable = passed.DrainToImmutable();
        return transactions.DrainToImmutable();
    }
}
