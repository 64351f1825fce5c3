using System.Collections.Immutable;
using System.Diagnostics;
using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>Reads the members of a block, or of a part of it, in any order.</summary>
internal sealed class BlockFields
{
    private readonly BlockPart _part;
    private readonly IsKnownBlock? _isKnown;
    private long? _version;
    private long? _index;
    private long? _txCount;
    private long? _timeMs;
    private long? _difficulty;
    private long? _nonce;
    private Hash256? _hash;
    private Hash256? _prevHash;
    private Hash256? _merkleRoot;
    private Hash256? _custodyRoot;
    private (bool Read, PublicKey? Key) _miner;
    private (bool Read, Signature? Signature) _seal;

    /// <summary>Reads the object. A mistake in it becomes the cursor's fault.</summary>
    /// <param name="part">The members that it must have.</param>
    /// <param name="cursor">Before the object.</param>
    /// <param name="isKnown">The transactions of a known block are skipped; null if no block is known.</param>
    public BlockFields(BlockPart part, JsonCursor cursor, IsKnownBlock? isKnown = null)
    {
        _part = part;
        _isKnown = isKnown;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            if (!TryHashed(name, cursor) && !TryUnhashed(name, cursor))
                cursor.Refuse(DecodeFaultCode.UnknownMember, "");
        }

        RefuseMissing(cursor);
        if (cursor.Fault is null) Complete(cursor);
    }

    /// <summary>The hashed part; null when the cursor has a fault.</summary>
    public BlockHeader? Header { get; private set; }

    /// <summary>
    /// The hashed part with its hash and seal; null when there is a fault or they were not asked for.
    /// </summary>
    public HeaderItem? Item { get; private set; }

    /// <summary>The transactions; null when they were not asked for, or skipped.</summary>
    public ImmutableArray<Transaction>? Transactions { get; private set; }

    /// <summary>Whether the transactions were skipped, because the block is known.</summary>
    public bool IsKnown { get; private set; }

    private bool TryHashed(string name, JsonCursor cursor)
    {
        switch (name)
        {
            case "version": _version = cursor.ReadInteger(1, NetworkParameters.IntegerMax); return true;
            case "index": _index = cursor.ReadCount(); return true;
            case "prev_hash": _prevHash = cursor.ReadHash(); return true;
            case "merkle_root": _merkleRoot = cursor.ReadHash(); return true;
            case "custody_root": _custodyRoot = cursor.ReadHash(); return true;
            case "tx_count": _txCount = cursor.ReadCount(); return true;
            case "time_ms": _timeMs = cursor.ReadTimeMs(); return true;
            case "nonce": _nonce = cursor.ReadCount(); return true;
            case "miner": _miner = (true, cursor.TryReadEmpty() ? null : cursor.ReadKey()); return true;
            case "difficulty":
                _difficulty = cursor.ReadInteger(NetworkParameters.DifficultyMin, NetworkParameters.IntegerMax);
                return true;
            default: return false;
        }
    }

    private bool TryUnhashed(string name, JsonCursor cursor)
    {
        switch (name)
        {
            case "hash" when _part != BlockPart.Header:
                _hash = cursor.ReadHash();
                return true;
            case "seal" when _part != BlockPart.Header:
                _seal = (true, cursor.TryReadEmpty() ? null : cursor.ReadSignature());
                return true;
            case "transactions" when _part == BlockPart.Whole:
                // The writers of this network put the hash in front. Behind it, the transactions are read.
                IsKnown = _hash is { } hash && _index is { } height && _isKnown?.Invoke(hash, height) == true;
                if (IsKnown) cursor.SkipValue();
                else Transactions = ReadTransactions(cursor);
                return true;
            default: return false;
        }
    }

    private static ImmutableArray<Transaction> ReadTransactions(JsonCursor cursor)
    {
        // The message's bytes bound their number; the header's count is checked against it as a rule.
        var transactions = ImmutableArray.CreateBuilder<Transaction>();
        cursor.BeginArray();
        while (cursor.TryNextItem())
            if (LedgerJson.ReadTransaction(cursor) is { } transaction) transactions.Add(transaction);

        return transactions.DrainToImmutable();
    }

    private void RefuseMissing(JsonCursor cursor)
    {
        cursor.RefuseMissing(
            ("version", _version), ("index", _index), ("prev_hash", _prevHash), ("merkle_root", _merkleRoot),
            ("custody_root", _custodyRoot), ("tx_count", _txCount), ("time_ms", _timeMs), ("difficulty", _difficulty),
            ("nonce", _nonce), ("miner", _miner.Read ? "" : null));
        if (_part != BlockPart.Header)
            cursor.RefuseMissing(("hash", _hash), ("seal", _seal.Read ? "" : null));
        if (_part == BlockPart.Whole && !IsKnown)
            cursor.RefuseMissing(("transactions", Transactions));
    }

    private void Complete(JsonCursor cursor)
    {
        if (_miner.Key is null && _index != 0)
            cursor.RefuseMember(DecodeFaultCode.Malformed, "miner"); // only genesis has none

        var header = new BlockHeader(
            Known(_version), Known(_index), Known(_prevHash), Known(_merkleRoot), Known(_custodyRoot), Known(_txCount),
            Known(_timeMs), Known(_difficulty), Known(_nonce), _miner.Key);
        if (_part != BlockPart.Header)
        {
            var hash = header.ComputeHash();
            if (_hash != hash)
                cursor.RefuseMember(DecodeFaultCode.WrongHash, "hash", _hash?.ToString() ?? "");
            Item = new HeaderItem(header, hash, _seal.Signature);
        }

        if (cursor.Fault is null) Header = header;
        else Item = null;
    }

    private static T Known<T>(T? value)
        where T : struct => value ?? throw new UnreachableException("a missing member is a fault before this");
}
