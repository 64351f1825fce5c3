using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Wire;

/// <summary>
/// Reads transactions and blocks: every member once, none missing, none unknown, each in its range. So a read text has
/// the same hash here as at its writer. Signatures, roots and proof of work are rules, checked later.
/// </summary>
/// <remarks>Source: docs/rules.md J1, T1–T6, H1.</remarks>
public static class LedgerJson
{
    /// <summary>Reads a stored or received transaction.</summary>
    /// <param name="utf8">The text of one transaction.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="fault">Why it is none.</param>
    public static bool TryReadTransaction(
        ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out Transaction? transaction,
        [NotNullWhen(false)] out DecodeFault? fault) =>
        JsonCursor.TryRead(utf8, ReadTransaction, out transaction, out fault);

    /// <summary>Reads a stored or received block.</summary>
    /// <param name="utf8">The text of one block.</param>
    /// <param name="block">The block; its hash is computed.</param>
    /// <param name="fault">Why it is none.</param>
    public static bool TryReadBlock(
        ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out Block? block,
        [NotNullWhen(false)] out DecodeFault? fault) => JsonCursor.TryRead(utf8, ReadBlock, out block, out fault);

    /// <summary>
    /// Reads the hashed part of a block alone, as <see cref="BlockHeader.CanonicalBytes"/> writes it.
    /// </summary>
    /// <param name="utf8">The text of one header.</param>
    /// <param name="header">The header.</param>
    /// <param name="fault">Why it is none.</param>
    public static bool TryReadHeader(
        ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out BlockHeader? header,
        [NotNullWhen(false)] out DecodeFault? fault) => JsonCursor.TryRead(utf8, ReadHeader, out header, out fault);

    /// <summary>Reads a transaction.</summary>
    /// <returns>The transaction; null when the cursor has a fault.</returns>
    public static Transaction? ReadTransaction(JsonCursor cursor) => ReadTransaction(cursor, isPlain: false);

    /// <summary>
    /// Reads a transaction from a block of the original network: the members that its signatures cover. Other members,
    /// such as a note, are not signed there and are passed.
    /// </summary>
    /// <returns>The transaction; null when the cursor has a fault.</returns>
    internal static Transaction? ReadPlainTransaction(JsonCursor cursor) => ReadTransaction(cursor, isPlain: true);

    private static Transaction? ReadTransaction(JsonCursor cursor, bool isPlain)
    {
        PublicKey? requester = null;
        ItemId? uid = null;
        TransactionType? type = null;
        double? timestamp = null;
        Signature? signature = null;
        string? network = null;
        string? note = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "requester": requester = cursor.ReadKey(); break;
                case "uid": uid = cursor.ReadItemId(); break;
                case "type": type = (TransactionType)cursor.ReadInteger(1, 2); break;
                case "timestamp": timestamp = ReadTimestamp(cursor); break;
                case "signature": signature = cursor.ReadSignature(); break;
                case var _ when isPlain: cursor.SkipValue(); break;
                case "network": network = cursor.ReadNetworkName(mayBeEmpty: false); break;
                case "note": note = ReadNote(cursor); break;
                default: cursor.Refuse(DecodeFaultCode.UnknownMember, ""); break;
            }
        }

        if (cursor.Fault is null && requester is not null && uid is not null && signature is not null
            && type is { } kind && timestamp is { } at)
        {
            return new Transaction(new TransactionContent(requester, uid, kind, at, network, note), signature);
        }

        cursor.RefuseMissing(
            ("requester", requester), ("uid", uid), ("type", type), ("timestamp", timestamp), ("signature", signature));
        return null;
    }

    /// <summary>Reads a block; its <c>hash</c> must be that of its header.</summary>
    /// <returns>The block; null when the cursor has a fault.</returns>
    public static Block? ReadBlock(JsonCursor cursor) => ReadBlock(cursor, isKnown: null, out _);

    /// <summary>Reads a block, or only the header of a known one; its <c>hash</c> must be that of its header.</summary>
    /// <param name="cursor">Before the block.</param>
    /// <param name="isKnown">Whether a block is known; null if none is.</param>
    /// <param name="known">The header of a known block; null for any other.</param>
    /// <returns>The block; null when it is known or the cursor has a fault.</returns>
    internal static Block? ReadBlock(JsonCursor cursor, IsKnownBlock? isKnown, out HeaderItem? known)
    {
        var fields = new BlockFields(BlockPart.Whole, cursor, isKnown);
        known = fields.IsKnown ? fields.Item : null;
        return fields.Item is { } item && fields.Transactions is { } transactions
            ? new Block(item.Header, item.Hash, item.Seal, transactions)
            : null;
    }

    /// <summary>Reads a block without <c>transactions</c>; its <c>hash</c> must be that of its header.</summary>
    /// <returns>The header, its hash and seal; null when the cursor has a fault.</returns>
    public static HeaderItem? ReadHeaderItem(JsonCursor cursor) => new BlockFields(BlockPart.HeaderItem, cursor).Item;

    /// <summary>Reads the hashed part of a block alone.</summary>
    /// <returns>The header; null when the cursor has a fault.</returns>
    public static BlockHeader? ReadHeader(JsonCursor cursor) => new BlockFields(BlockPart.Header, cursor).Header;

    private static double? ReadTimestamp(JsonCursor cursor)
    {
        var seconds = cursor.ReadNumber();
        if (seconds is >= TransactionChecks.TimestampMin and <= TransactionChecks.TimestampMax) return seconds;

        cursor.Refuse(
            DecodeFaultCode.OutOfRange,
            seconds.ToString("R", CultureInfo.InvariantCulture),
            seconds < TransactionChecks.TimestampMin ? 0 : (long)TransactionChecks.TimestampMax);
        return null;
    }

    private static string? ReadNote(JsonCursor cursor)
    {
        // Twice as many UTF-16 code units as scalar values: no allowed note is longer.
        var note = cursor.ReadString(2 * TransactionChecks.NoteLengthMax);
        if (TransactionChecks.IsNote(note)) return note;

        cursor.Refuse(DecodeFaultCode.Malformed, note, TransactionChecks.NoteLengthMax);
        return null;
    }
}
