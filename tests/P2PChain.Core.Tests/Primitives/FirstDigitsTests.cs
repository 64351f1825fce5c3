using CsCheck;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Primitives;

public sealed class FirstDigitsTests
{
    // Few different bytes, so that hashes share long beginnings.
    private static readonly Gen<Hash256> Hash = Gen.Int[0, 1].Select(i => (byte)(i * 127)).Array[32].Select(
        bytes => new Hash256(bytes));

    [Fact]
    public void A_prefix_fits_the_hashes_whose_texts_begin_so() =>
        Gen.Select(Hash, Hash, Gen.Int[8, 64]).Sample((hash, other, digits) =>
        {
            var prefix = HashPrefix.Parse(hash.Short(digits).ToUpperInvariant() + "…")!;
            Assert.Equal(hash.Short(digits), prefix.ToString());
            Assert.True(prefix.Fits(hash));
            Assert.Equal(
                other.ToString().StartsWith(prefix.Digits, StringComparison.Ordinal), prefix.Fits(other));
        }, iter: 2_000);

    [Theory]
    [InlineData("")]
    [InlineData("…")]
    [InlineData("00ab12c")]
    [InlineData("00ab12cg")]
    [InlineData("00ab12c…d")]
    [InlineData("00ab12cd00000000000000000000000000000000000000000000000000000007f")]
    public void Fewer_than_eight_digits_and_more_than_64_are_no_prefix(string word) =>
        Assert.Null(HashPrefix.Parse(word));

    [Theory]
    [InlineData("02", 8)]
    [InlineData("03", 66)]
    public void The_first_digits_of_a_key_fit_the_keys_that_begin_so(string sign, int length)
    {
        var (key, other) = (
            PublicKey.Parse(sign + new string('a', 64)), PublicKey.Parse(sign + "a" + new string('b', 63)));
        var prefix = KeyPrefix.Parse(key.Hex[..length].ToUpperInvariant() + "…")!;
        Assert.Equal((true, false), (prefix.Fits(key), prefix.Fits(other)));
        Assert.Equal(length == 66 ? key : null, prefix.Whole);
        Assert.Equal(prefix, length == 66 ? KeyPrefix.Of(key) : KeyPrefix.Parse(key.Short));
    }

    [Theory]
    [InlineData("")]
    [InlineData("02aaaaa")]
    [InlineData("04aaaaaa")]
    [InlineData("02aaaaag")]
    [InlineData("02aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Other_words_are_no_first_digits_of_a_key(string word) => Assert.Null(KeyPrefix.Parse(word));

    [Theory]
    [InlineData("0", 0L, null)]
    [InlineData("7", 7L, null)]
    [InlineData("1234567", 1_234_567L, null)]
    [InlineData("12345678", 12_345_678L, "12345678")]
    [InlineData("00000012", null, "00000012")]
    [InlineData("1234567890123456", 1_234_567_890_123_456L, "1234567890123456")]
    [InlineData("12345678901234567", null, "12345678901234567")]
    [InlineData("00AB12CD…", null, "00ab12cd")]
    public void A_block_is_named_by_height_or_hash(string word, long? height, string? digits)
    {
        var name = BlockName.Parse(word)!;
        Assert.Equal((height, digits), (name.Height, name.Hash?.Digits));
        Assert.Equal(word.TrimEnd('…').ToLowerInvariant(), name.ToString());
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("007")]
    [InlineData("1,000")]
    [InlineData("tip")]
    public void Other_words_name_no_block(string word) => Assert.Null(BlockName.Parse(word));
}
