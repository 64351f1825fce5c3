using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Model;

/// <summary>
/// A header, the miner's seal and the transactions. Immutable. The type does not check validity (see Rules).
/// </summary>
public sealed class Block
{
    /// <summary>Joins the three parts and computes the hash.</summary>
    /// <param name="header">The hashed part.</param>
    /// <param name="seal">
    /// The miner's signature over the hash; null (on the wire "") if the network lists no miners.
    /// </param>
    /// <param name="transactions">The transactions in block order.</param>
    public Block(BlockHeader header, Signature? seal, ImmutableArray<Transaction> transactions)
        : this(header, header.ComputeHash(), seal, transactions)
    {
    }

    internal Block(BlockHeader header, Hash256 hash, Signature? seal, ImmutableArray<Transaction> transactions)
    {
        Header = header;
        Hash = hash;
        Seal = seal;
        Transactions = transactions;
        foreach (var transaction in transactions) TransactionBytes += transaction.CanonicalBytes.Length + 2;
        if (TransactionBytes == 0) TransactionBytes = 2;
    }

    /// <summary>The hashed part.</summary>
    public BlockHeader Header { get; }

    /// <summary>SHA-256 of the header's canonical JSON.</summary>
    public Hash256 Hash { get; }

    /// <summary>
    /// The miner's signature over the 32 bytes of <see cref="Hash"/>; null if the network lists no miners.
    /// </summary>
    public Signature? Seal { get; }

    /// <summary>The transactions in block order.</summary>
    public ImmutableArray<Transaction> Transactions { get; }

    /// <summary>The header's index.</summary>
    public long Height => Header.Index;

    /// <summary>
    /// The size by which rules measure the block: bytes of the canonical JSON list of its transactions.
    /// </summary>
    /// <remarks>n transactions have n − 1 separators of two bytes, and two brackets.</remarks>
    public long TransactionBytes { get; }

    /// <summary>Root of the Merkle tree over the transactions.</summary>
    public Hash256 ComputeMerkleRoot() => MerkleTree.Root([.. Transactions.Select(t => t.CanonicalBytes)]);

    /// <summary>The block on the wire, with sorted members.</summary>
    public byte[] CanonicalBytes() => Write(withTransactions: true);

    /// <summary>The block without <c>transactions</c>: an item of a <c>headers</c> message.</summary>
    public byte[] HeaderItemBytes() => Write(withTransactions: false);

    /// <summary>The canonical JSON list of the transactions.</summary>
    public byte[] TransactionsBytes()
    {
        var json = new CanonicalJson((int)TransactionBytes);
        WriteTransactions(json);
        return json.ToArray();
    }

    private byte[] Write(bool withTransactions)
    {
        var json = new CanonicalJson(900 + (withTransactions ? (int)TransactionBytes : 0)).BeginObject()
            .Member("custody_root", Header.CustodyRoot.ToString())
            .Member("difficulty", Header.Difficulty)
            .Member("hash", Hash.ToString())
            .Member("index", Header.Index)
            .Member("merkle_root", Header.MerkleRoot.ToString())
            .Member("miner", Header.Miner?.Hex ?? "")
            .Member("nonce", Header.Nonce)
            .Member("prev_hash", Header.PrevHash.ToString())
            .Member("seal", Seal?.Hex ?? "")
            .Member("time_ms", Header.TimeMs);
        if (withTransactions) WriteTransactions(json.Name("transactions"));
        return json.Member("tx_count", Header.TxCount).Member("version", Header.Version).EndObject().ToArray();
    }

    private void WriteTransactions(CanonicalJson json)
    {
        json.BeginArray();
        foreach (var transaction in Transactions) json.Canonical(transaction.CanonicalBytes);
        json.EndArray();
    }
}
