using System.Globalization;
using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Model;

/// <summary>The part of a block that its hash covers.</summary>
/// <param name="Version">The rule set in force at this height.</param>
/// <param name="Index">Height: 0 for genesis, then one more than the parent's.</param>
/// <param name="PrevHash">The parent's hash.</param>
/// <param name="MerkleRoot">
/// Root over the canonical transactions; in genesis the hash of the network's parameters.
/// </param>
/// <param name="CustodyRoot">The root of custody after this block.</param>
/// <param name="TxCount">Number of transactions.</param>
/// <param name="TimeMs">Unix milliseconds, 0 … 2^43.</param>
/// <param name="Difficulty">Expected number of hashes, 256 … 2^53 − 1.</param>
/// <param name="Nonce">The number that the search for proof of work varies, 0 … 2^53 − 1.</param>
/// <param name="Miner">The miner's key; null (on the wire "") only in genesis.</param>
/// <remarks>Source: docs/rules.md H1.</remarks>
public sealed record BlockHeader(
    long Version,
    long Index,
    Hash256 PrevHash,
    Hash256 MerkleRoot,
    Hash256 CustodyRoot,
    long TxCount,
    long TimeMs,
    long Difficulty,
    long Nonce,
    PublicKey? Miner)
{
    /// <summary>The canonical JSON that is hashed.</summary>
    public byte[] CanonicalBytes()
    {
        var (before, after) = AroundNonce();
        return [.. before, .. Encoding.ASCII.GetBytes(Nonce.ToString(CultureInfo.InvariantCulture)), .. after];
    }

    /// <summary>SHA-256 of the canonical JSON: the block's hash.</summary>
    public Hash256 ComputeHash() => Hash256.Of(CanonicalBytes());

    /// <summary>The hashed text before and after the nonce's digits. A search writes these parts once.</summary>
    public (byte[] Before, byte[] After) AroundNonce()
    {
        var json = new CanonicalJson(640).BeginObject()
            .Member("custody_root", CustodyRoot.ToString())
            .Member("difficulty", Difficulty)
            .Member("index", Index)
            .Member("merkle_root", MerkleRoot.ToString())
            .Member("miner", Miner?.Hex ?? "")
            .Name("nonce");
        var split = json.Written.Length;
        json.Canonical([])
            .Member("prev_hash", PrevHash.ToString())
            .Member("time_ms", TimeMs)
            .Member("tx_count", TxCount)
            .Member("version", Version)
            .EndObject();
        return (json.Written[..split].ToArray(), json.Written[split..].ToArray());
    }
}
