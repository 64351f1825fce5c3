using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Testing;

/// <summary>Vectors from RFC 6979, appendix A.2.5 (P-256 with SHA-256).</summary>
public sealed class Rfc6979Tests
{
    private static readonly Rfc6979 Key =
        new(Number("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"));

    [Fact]
    public void The_public_key_is_that_of_the_appendix()
    {
        Assert.Equal(Number("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"), Key.PublicX);
        Assert.Equal(Number("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"), Key.PublicY);
        Assert.Equal("0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6", Key.PublicKeyHex);
    }

    [Theory]
    [InlineData(
        "sample",
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8")]
    [InlineData(
        "test",
        "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
        "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083")]
    public void Signatures_are_those_of_the_appendix(string message, string r, string s)
    {
        Assert.Equal((Number(r), Number(s)), Key.Sign(Encoding.ASCII.GetBytes(message)));
    }

    [Fact]
    public void A_signature_is_written_as_minimal_der()
    {
        Assert.Equal(
            "3045022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
            + "0220019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
            Key.SignHex("test"u8));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("1f")]
    [InlineData("20")] // a single digit in the second window
    [InlineData("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550")] // n − 1
    [InlineData("8000000000000000000000000000000000000000000000000000000000000000")]
    public void Public_keys_at_the_edges_are_those_of_the_platform(string privateKey)
    {
        AssertPlatformAgrees(Number(privateKey));
    }

    [Fact]
    public void Any_public_key_is_that_of_the_platform_and_its_signatures_verify()
    {
        Gen.Byte.Array[32].Select(bytes => new BigInteger(bytes, isUnsigned: true, isBigEndian: true))
            .Where(key => key >= 1 && key < P256Arithmetic.N)
            .Sample(AssertPlatformAgrees, iter: 100);
    }

    private static void AssertPlatformAgrees(BigInteger privateKey)
    {
        var key = new Rfc6979(privateKey);
        using var platform = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Octets(privateKey),
            Q = new ECPoint { X = Octets(key.PublicX), Y = Octets(key.PublicY) }, // refused when it is not D · G
        });
        var message = Octets(key.PublicX);
        var (r, s) = key.Sign(message);
        byte[] both = [.. Octets(r), .. Octets(s)];
        Assert.True(platform.VerifyData(message, both, HashAlgorithmName.SHA256));
        Assert.True(platform.VerifyData(
            message,
            Convert.FromHexString(key.SignHex(message)),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence));
    }

    private static byte[] Octets(BigInteger value) =>
        Convert.FromHexString(value.ToString("x64", CultureInfo.InvariantCulture)[^64..]);

    private static BigInteger Number(string hex) =>
        BigInteger.Parse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
