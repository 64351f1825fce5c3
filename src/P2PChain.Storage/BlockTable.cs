using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Core.Wire;

namespace P2PChain.Storage;

/// <summary>All kept blocks: the truth of the ledger.</summary>
internal sealed class BlockTable(LedgerFile file)
{
    private const string Table = "blocks";
    private const string NoSeal = "it has no seal";
    private const string NoHeader = "the header is not canonical";
    private const string OtherHash = "the header has another hash";

    private readonly Statement _add = file.Prepare(
        "insert into blocks (height, hash, on_best_chain, transaction_bytes, header, seal, undo, transactions, "
            + "connected_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");

    private readonly Statement _connect = file.Prepare(
        "update blocks set on_best_chain = 1, undo = ?2, connected_at = ?3 where hash = ?1");

    private readonly Statement _disconnect = file.Prepare(
        "update blocks set on_best_chain = 0, undo = null, connected_at = null where hash = ?1");

    private readonly Statement _stage = file.Prepare("update blocks set undo = ?2 where hash = ?1");

    private readonly Statement _join = file.Prepare(
        "update blocks set on_best_chain = 1, connected_at = ?2 where hash = ?1 and undo is not null");

    private readonly Statement _disconnectAbove = file.Prepare(
        "update blocks set on_best_chain = 0, undo = null, connected_at = null "
            + "where on_best_chain = 1 and height > ?1");

    private readonly Statement _forget = file.Prepare("delete from blocks where hash = ?1");
    private readonly Statement _block = file.Prepare("select header, seal, transactions from blocks where hash = ?1");
    private readonly Statement _header = file.Prepare("select header from blocks where hash = ?1");
    private readonly Statement _hashes = file.Prepare(
        "select hash from blocks where hash between ?1 and ?2 order by hash limit ?3");

    private readonly Statement _undo = file.Prepare("select undo from blocks where hash = ?1 and undo is not null");

    /// <summary>Adds a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="onBestChain">Whether the best chain holds it.</param>
    /// <param name="undo">Its undo record; null for genesis, and beside the best chain.</param>
    /// <param name="at">The node's clock; null for genesis, and beside the best chain.</param>
    public void Add(Block block, bool onBestChain, CustodyUndo? undo, UnixTime? at) => _add.Run(
        block.Height,
        block.Hash.ToString(),
        onBestChain ? 1L : 0L,
        block.TransactionBytes,
        block.Header.CanonicalBytes(),
        block.Seal?.Hex ?? "",
        undo is null ? null : UndoJson.Encode(undo),
        block.TransactionsBytes(),
        at?.Milliseconds);

    /// <summary>Puts a kept block on the best chain.</summary>
    public void Connect(Hash256 hash, CustodyUndo undo, UnixTime at) =>
        Touch(_connect.Run(hash.ToString(), UndoJson.Encode(undo), at.Milliseconds), hash);

    /// <summary>Takes a block off the best chain; it is kept.</summary>
    public void Disconnect(Hash256 hash) => Touch(_disconnect.Run(hash.ToString()), hash);

    /// <summary>Keeps the undo record of a side block that was found valid.</summary>
    public void Stage(Hash256 hash, CustodyUndo undo) =>
        Touch(_stage.Run(hash.ToString(), UndoJson.Encode(undo)), hash);

    /// <summary>Puts a side block with an undo record on the best chain.</summary>
    public void Join(Hash256 hash, UnixTime at) => Touch(_join.Run(hash.ToString(), at.Milliseconds), hash);

    /// <summary>Takes the blocks above a height off the best chain; they are kept.</summary>
    public void DisconnectAbove(long height) => _disconnectAbove.Run(height);

    /// <summary>Forgets a block.</summary>
    public void Forget(Hash256 hash) => _forget.Run(hash.ToString());

    /// <summary>A kept block, checked against its hash and its Merkle root, so that damage is always noticed.</summary>
    public Block Read(Hash256 hash) => Find(hash) ?? throw NotKept(hash);

    /// <summary>As <see cref="Read"/>; null if the block is not kept.</summary>
    public Block? Find(Hash256 hash)
    {
        using var rows = _block.Query(hash.ToString());
        if (!rows.Read()) return null;
        return TryDecode(hash, rows.Utf8(0), rows.Text(1), rows.Utf8(2), out var block, out var reason)
            ? block
            : throw Damaged(hash, reason);
    }

    /// <summary>A kept block's header, checked against its hash; null if the block is not kept.</summary>
    public BlockHeader? FindHeader(Hash256 hash)
    {
        using var rows = _header.Query(hash.ToString());
        if (!rows.Read()) return null;
        return new HeaderText().Decode(Hashed(rows.Utf8(0), hash)) ?? throw Damaged(hash, NoHeader);
    }

    /// <summary>The hashes of kept blocks that begin so, in ascending order.</summary>
    /// <exception cref="ChainStoreException">A row is damaged.</exception>
    public ImmutableArray<Hash256> Hashes(HashPrefix prefix, int max)
    {
        var hashes = ImmutableArray.CreateBuilder<Hash256>();
        using var rows = _hashes.Query(prefix.First.ToString(), prefix.Last.ToString(), (long)max);
        while (rows.Read())
        {
            var text = rows.Text(0);
            hashes.Add(Hash256.TryParse(text, out var hash)
                ? hash
                : throw file.Findings.Damaged(Table, text ?? "(no hash)", "the row has no hash"));
        }
        return hashes.DrainToImmutable();
    }

    /// <summary>A kept block's canonical JSON, with its header checked; null if it is not kept.</summary>
    public byte[]? FindText(Hash256 hash)
    {
        using var rows = _block.Query(hash.ToString());
        if (!rows.Read()) return null;
        var seal = rows.Text(1) ?? throw Damaged(hash, NoSeal);
        return BlockText.Join(Hashed(rows.Utf8(0), hash), hash, seal, rows.Utf8(2)) ?? throw Damaged(hash, NoHeader);
    }

    /// <summary>Builds the block of a row, checked against its hash and its Merkle root.</summary>
    /// <param name="hash">The row's hash.</param>
    /// <param name="header">The hashed text.</param>
    /// <param name="seal">The seal; null if the row has none.</param>
    /// <param name="transactions">The JSON list.</param>
    /// <param name="block">The block.</param>
    /// <param name="reason">Why the row is no block.</param>
    public static bool TryDecode(
        Hash256 hash,
        ReadOnlySpan<byte> header,
        string? seal,
        ReadOnlySpan<byte> transactions,
        [NotNullWhen(true)] out Block? block,
        [NotNullWhen(false)] out string? reason)
    {
        block = null;
        reason = null;
        if (seal is null) reason = NoSeal;
        else if (header.IsEmpty || Hash256.Of(header) != hash) reason = OtherHash;
        if (reason is not null) return false;
        if (BlockText.Join(header, hash, seal!, transactions) is not { } text) reason = NoHeader;
        else if (!LedgerJson.TryReadBlock(text, out var read, out var fault)) reason = Findings.Text(fault);
        else if (read.ComputeMerkleRoot() != read.Header.MerkleRoot)
            reason = "the header's Merkle root is not that of the transactions";
        else block = read;
        return block is not null;
    }

    /// <summary>The undo record of a block of the best chain, or of a staged one.</summary>
    public CustodyUndo ReadUndo(Hash256 hash)
    {
        using var rows = _undo.Query(hash.ToString());
        if (!rows.Read()) throw NotKept(hash);
        return UndoJson.TryDecode(rows.Utf8(0), out var undo, out var fault)
            ? undo
            : throw file.Findings.Damaged(Table, hash.ToString(), fault);
    }

    private ReadOnlySpan<byte> Hashed(ReadOnlySpan<byte> header, Hash256 hash) =>
        Hash256.Of(header) == hash ? header : throw Damaged(hash, OtherHash);

    private ChainStoreException Damaged(Hash256 hash, string what) =>
        file.Findings.Damaged(Table, hash.ToString(), what);

    private static void Touch(int rows, Hash256 hash)
    {
        if (rows != 1) throw NotKept(hash);
    }

    private static KeyNotFoundException NotKept(Hash256 hash) =>
        new($"Block {hash} is not stored as memory has it: memory and disk disagree.");
}
