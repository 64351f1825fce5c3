using System.Numerics;
using CsCheck;
using P2PChain.Core.Crypto;

namespace P2PChain.Core.Tests.Crypto;

/// <summary>Rule K2: a signature has one text, and only that text is one.</summary>
public sealed class SignatureProperties
{
    // A scalar is above zero and below the group's order, which starts with the byte ff; short ones have leading zeros.
    private static readonly Gen<byte[]> Scalar = Gen.Select(Gen.Byte.Array[32], Gen.Int[0, 31]).Select((bytes, zeros) =>
    {
        Array.Clear(bytes, 0, zeros);
        (bytes[0], bytes[31]) = ((byte)(bytes[0] & 0xfe), (byte)(bytes[31] | 1));
        return bytes;
    });

    [Fact]
    public void R_and_s_become_strict_DER_and_r_and_s_again() => Gen.Select(Scalar, Scalar).Sample((r, s) =>
    {
        var signature = Signature.FromP1363([.. r, .. s]);
        Assert.True(Signature.TryParse(signature.Hex, out var read));
        Assert.Equal(signature, read);
        var halves = new byte[64];
        read.WriteP1363(halves);
        Assert.Equal([.. r, .. s], halves);
    }, iter: 2_000);

    [Fact]
    public void A_text_that_is_one_is_what_its_r_and_s_are_written_as() =>
        Gen.Select(Scalar, Scalar, Gen.Int[0, 143], Gen.Char["0123456789abcdefA"]).Sample((r, s, at, digit) =>
        {
            var text = Signature.FromP1363([.. r, .. s]).Hex.ToCharArray();
            text[at % text.Length] = digit;
            if (!Signature.TryParse(new string(text), out var changed)) return;
            var halves = new byte[64];
            changed.WriteP1363(halves);
            Assert.Equal(new string(text), Signature.FromP1363(halves).Hex);
            Assert.All([halves[..32], halves[32..]], half => Assert.True(new BigInteger(half, isUnsigned: true, isBigEndian: true) > 0));
        }, iter: 2_000);
}
