using System.Text;
using System.Text.Json;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Model;

public sealed class TransactionTests
{
    [Fact] // rules J1, K2, T1
    public void The_original_networks_transactions_verify_and_the_tampered_ones_do_not()
    {
        using var verifier = new SignatureVerifier();
        var (valid, tampered) = (0, 0);
        foreach (var vector in Vector.Lines("signed-transactions.ndjson"))
        {
            var expected = vector.GetProperty("valid").GetBoolean();
            var good = TryRead(vector.GetProperty("transaction"), out var transaction)
                && verifier.Verify(transaction!.Requester, transaction.Content.SigningBytes(), transaction.Signature);
            Assert.Equal(expected, good);
            if (expected) valid++;
            else tampered++;
            if (!expected) continue;
            Assert.Equal(
                vector.GetProperty("signing_text").GetString(),
                Encoding.ASCII.GetString(transaction!.Content.SigningBytes()));
            Assert.Equal(vector.GetProperty("txid").GetString(), transaction.TxId.ToString());
        }
        Assert.True(valid >= 20 && tampered >= 5, $"{valid} valid, {tampered} tampered");
    }

    [Fact] // rule T1
    public void The_id_leaves_the_signature_out_and_the_witness_id_does_not()
    {
        using var signer = EcdsaSigner.Create();
        var content = new TransactionContent(
            signer.PublicKey, ItemId.Parse("laptop-001"), TransactionType.Request, 1766650000.25);
        var (one, two) = (content.SignedBy(signer), content.SignedBy(signer));
        Assert.Equal(one.TxId, two.TxId);
        Assert.NotEqual(one.Wid, two.Wid);
        Assert.NotEqual(one, two);
    }

    [Fact] // rule T1
    public void Network_and_note_stand_in_the_text_only_when_given()
    {
        using var signer = EcdsaSigner.Create();
        var key = signer.PublicKey;
        var content = new TransactionContent(
            key, ItemId.Parse("a"), TransactionType.Release, 2, "north", "until Größe");
        Assert.Equal(
            $$"""{"network": "north", "note": "until Gr\u00f6\u00dfe", "requester": "{{key}}", "timestamp": 2.0, "type": 2, "uid": "a"}""",
            Encoding.ASCII.GetString(content.SigningBytes()));
    }

    [Theory] // rule T4
    [InlineData(1766650000.123456, 1766650000123)]
    [InlineData(0.001, 1)]
    [InlineData(8589934592.0, 8589934592000)]
    public void Milliseconds_are_rounded_down(double timestamp, long expected)
    {
        using var signer = EcdsaSigner.Create();
        var content = new TransactionContent(signer.PublicKey, ItemId.Parse("a"), TransactionType.Request, timestamp);
        Assert.Equal(expected, content.SignedBy(signer).TimestampMs);
    }

    private static bool TryRead(JsonElement json, out Transaction? transaction)
    {
        transaction = null;
        if (!PublicKey.TryParse(json.GetProperty("requester").GetString(), out var requester)) return false;
        if (!ItemId.TryParse(json.GetProperty("uid").GetString(), out var uid)) return false;
        if (!Signature.TryParse(json.GetProperty("signature").GetString(), out var signature)) return false;
        var type = (TransactionType)json.GetProperty("type").GetInt32();
        transaction = new Transaction(
            new TransactionContent(requester, uid, type, json.GetProperty("timestamp").GetDouble()), signature);
        return true;
    }
}
