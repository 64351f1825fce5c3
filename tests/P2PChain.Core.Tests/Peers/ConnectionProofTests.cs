using System.Text;
using System.Text.Json;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Tests.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Peers;

/// <summary>docs/protocol.md, proof of keys: what is signed, byte for byte.</summary>
public sealed class ConnectionProofTests
{
    private static readonly ConnectionProof Proof =
        new(Hash256.Of("dialer"u8), Hash256.Of("acceptor"u8), Hash256.Of("genesis"u8), IsDialer: true);

    [Fact] // checked with Python: json.dumps(…, sort_keys=True)
    public void The_signed_text_is_canonical_and_has_exactly_five_members() => Assert.Equal(
        """{"announces": ["e83f5465058c97a032fecb7535aef547e2df345d1453f69923ef2edd7fe80164", "a7a9b3e6667b68a1e327baa2aac666213247f56eb424d024ed301203c0b4cc36"], "channel": "", "kind":"""
        + """ "connection", "network": "aeebad4a796fcc2e15dc4c6061b45ed9b373f26adfc798ca7d2d8cc58182718e", "role": "dialer"}""",
        Text(Proof));

    [Fact]
    public void The_other_side_signs_another_text() =>
        Assert.Equal(
            Text(Proof).Replace("dialer\"", "acceptor\"", StringComparison.Ordinal),
            Text(Proof with { IsDialer = false }));

    [Fact]
    public void A_proof_is_good_for_its_key_its_lines_its_network_and_its_role_only()
    {
        using var verifier = new SignatureVerifier();
        var signature = TestKeys.Alice.Sign(Proof.SigningBytes());
        bool IsGood(ConnectionProof proof, PublicKey key) => verifier.Verify(key, proof.SigningBytes(), signature);
        Assert.True(IsGood(Proof, TestKeys.Alice.PublicKey));
        Assert.False(IsGood(Proof, TestKeys.Bob.PublicKey));
        Assert.False(IsGood(Proof with { IsDialer = false }, TestKeys.Alice.PublicKey));
        Assert.False(IsGood(Proof with { Network = Hash256.Zero }, TestKeys.Alice.PublicKey));
        Assert.False(IsGood(Proof with { DialersLine = Hash256.Zero }, TestKeys.Alice.PublicKey));
        Assert.False(IsGood(Proof with { AcceptorsLine = Hash256.Zero }, TestKeys.Alice.PublicKey));
    }

    [Fact] // docs/protocol.md, what a node key signs: a new form has to be added here
    public void No_two_forms_that_a_node_key_signs_have_the_same_members()
    {
        var content = Samples.Request.Content;
        byte[][] documents =
        [
            Proof.SigningBytes(),
            content.SigningBytes(),
            (content with { Network = "north-1" }).SigningBytes(),
            (content with { Note = "x" }).SigningBytes(),
            (content with { Network = "north-1", Note = "x" }).SigningBytes(),
        ];
        var members = documents.Select(text => string.Join(' ', JsonDocument.Parse(text).RootElement.EnumerateObject().Select(member => member.Name))).ToList();
        Assert.Equal(members.Count, members.Distinct().Count());
        Assert.Equal("announces channel kind network role", members[0]);
        // A seal signs the 32 bytes of a hash: no document is as short.
        Assert.All(documents, text => Assert.True(text.Length > Hash256.Bytes));
    }

    private static string Text(ConnectionProof proof) => Encoding.ASCII.GetString(proof.SigningBytes());
}
