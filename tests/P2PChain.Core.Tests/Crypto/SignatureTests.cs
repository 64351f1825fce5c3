using System.Text;
using P2PChain.Core.Crypto;

namespace P2PChain.Core.Tests.Crypto;

public sealed class SignatureTests
{
    private const string Good = "3045022100c5b6bfddaaccd9cda998e77ceedb6abab5ab66a092c164ca25c5283410086d1b"
        + "022056308d34da48923517976a087441aeb553f4711360ed8e6f894d14d71e4e1372";

    private const string Order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

    [Fact] // rule K2
    public void Strict_DER_is_read() => Assert.True(Signature.TryParse(Good, out _));

    [Theory] // rule K2
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3006020101020101ff")]          // a byte after
    [InlineData("300602010102018")]             // half a byte
    [InlineData("30060201010201")]              // cut
    [InlineData("3006020100020101")]            // r = 0
    [InlineData("3006020101020100")]            // s = 0
    [InlineData("3006020181020101")]            // r negative
    [InlineData("300702020001020101")]          // r not minimal
    [InlineData("308106020101020101")]          // long-form length
    [InlineData("3106020101020101")]            // not a sequence
    [InlineData("3006030101020101")]            // not an integer
    [InlineData("3006020101030101")]
    [InlineData("3003020101")]                  // one integer
    [InlineData("30050201010200")]              // an empty integer
    [InlineData("3006020101020102" + "00")]
    [InlineData("30060201010201AA")]            // upper case
    [InlineData("3026022100" + Order + "020101")] // r = n
    [InlineData("30260201010221" + "00" + Order)] // s = n
    public void Anything_else_is_refused(string hex) => Assert.False(Signature.TryParse(hex, out _));

    [Fact] // rule K2
    public void One_and_order_minus_one_are_the_bounds()
    {
        const string last = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550";
        Assert.True(Signature.TryParse("3006020101020101", out _));
        Assert.True(Signature.TryParse("3026022100" + last + "020101", out _));
    }

    [Fact]
    public void DER_and_fixed_width_convert_both_ways()
    {
        var signature = Signature.Parse(Good);
        var rs = new byte[64];
        signature.WriteP1363(rs);
        Assert.Equal(signature, Signature.FromP1363(rs));
        var small = Signature.Parse("3006020101020102");
        small.WriteP1363(rs);
        Assert.Equal(small, Signature.FromP1363(rs));
    }

    [Fact]
    public void What_a_signer_signs_verifies_and_nothing_else_does()
    {
        using var signer = EcdsaSigner.Create();
        using var other = EcdsaSigner.Create();
        using var verifier = new SignatureVerifier(keysMax: 1);
        var message = Encoding.ASCII.GetBytes("laptop-001");
        var signature = signer.Sign(message);
        Assert.True(Signature.TryParse(signature.Hex, out _));
        Assert.True(verifier.Verify(signer.PublicKey, message, signature));
        Assert.False(verifier.Verify(other.PublicKey, message, signature));
        Assert.False(verifier.Verify(signer.PublicKey, [.. message, 0], signature));
        Assert.True(verifier.Verify(signer.PublicKey, message, signature));
    }

    [Fact]
    public void A_key_survives_its_PEM_text()
    {
        using var signer = EcdsaSigner.Create();
        using var again = EcdsaSigner.FromPem(signer.ToPem());
        Assert.Equal(signer.PublicKey, again.PublicKey);
    }

    [Theory] // rule K1
    [InlineData("02" + "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff")] // x = p
    [InlineData("02" + "0000000000000000000000000000000000000000000000000000000000000001")] // no root
    public void A_key_off_the_curve_is_seen(string hex)
    {
        using var verifier = new SignatureVerifier();
        Assert.True(PublicKey.TryParse(hex, out var key));
        Assert.False(verifier.IsOnCurve(key));
    }

    [Theory] // rule K1
    [InlineData("0470277249f9dfd927c4f8e83a1be8dfed668a1e072673ff5e6240577cfae68fe0")]
    [InlineData("0370277249F9dfd927c4f8e83a1be8dfed668a1e072673ff5e6240577cfae68fe0")]
    [InlineData("0370277249f9dfd927c4f8e83a1be8dfed668a1e072673ff5e6240577cfae68f")]
    [InlineData("")]
    [InlineData(null)]
    public void A_key_in_another_form_is_refused(string? hex) => Assert.False(PublicKey.TryParse(hex, out _));
}
