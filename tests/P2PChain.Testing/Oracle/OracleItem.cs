using System.Numerics;

namespace P2PChain.Testing.Oracle;

/// <summary>An item that some transaction has named.</summary>
/// <param name="Uid">The item's id.</param>
/// <param name="Holder">Key of the one who holds it, or null when it is available.</param>
/// <param name="Since">Height of the last transaction applied to it.</param>
/// <param name="Timestamp">Of that transaction.</param>
/// <param name="Txid">Of that transaction.</param>
public sealed record OracleItem(string Uid, string? Holder, long Since, double Timestamp, string Txid)
{
    /// <summary>Its place in the trie: the bits of SHA-256(uid), most significant first, as zeros and ones.</summary>
    public string Path { get; } =
        string.Concat(Convert.FromHexString(OracleJson.Sha256(Uid)).Select(each => $"{each:b8}"));

    /// <summary>What the custody root's leaf is the hash of.</summary>
    public string EntryText { get; } = OracleJson.Write(new SortedDictionary<string, object?>(StringComparer.Ordinal)
    {
        ["uid"] = Uid,
        ["holder"] = Holder,
        ["since"] = new BigInteger(Since),
        ["timestamp"] = Timestamp,
        ["txid"] = Txid,
    });
}
