using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>The state of one item after a block.</summary>
/// <param name="Uid">The item.</param>
/// <param name="Holder">The holder's key; null = available.</param>
/// <param name="Since">Height of the last transaction applied to it.</param>
/// <param name="Timestamp">That transaction's timestamp, Unix seconds.</param>
/// <param name="TxId">That transaction's id.</param>
public sealed record CustodyEntry(ItemId Uid, PublicKey? Holder, long Since, double Timestamp, Hash256 TxId)
{
    /// <summary>The canonical JSON that the custody root covers.</summary>
    public byte[] CanonicalBytes()
    {
        var json = new CanonicalJson(320).BeginObject().Name("holder");
        if (Holder is null) json.Null();
        else json.String(Holder.Hex);
        json.Member("since", Since).Name("timestamp").Number(Timestamp);
        return json.Member("txid", TxId.ToString()).Member("uid", Uid.Text).EndObject().ToArray();
    }
}
