using P2PChain.Http.Access;

namespace P2PChain.Node.Tests.Http;

public sealed class SecretTextTests
{
    [Fact]
    public void A_secret_has_256_bits_as_text_of_43_characters_and_none_comes_twice()
    {
        var secrets = Enumerable.Range(0, 1_000).Select(static _ => SecretText.Create()).ToHashSet();
        Assert.Equal(1_000, secrets.Count);
        Assert.All(secrets, static secret => Assert.True(SecretText.IsOne(secret), secret));
        Assert.All(
            secrets,
            static secret => Assert.Equal(
                32, Convert.FromBase64String(secret.Replace('-', '+').Replace('_', '/') + "=").Length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Another_text_is_no_secret(string text) => Assert.False(SecretText.IsOne(text));

    [Fact]
    public void Secrets_are_equal_in_every_character()
    {
        var secret = SecretText.Create();
        Assert.True(SecretText.Equal(secret, new string(secret)));
        Assert.False(SecretText.Equal(secret, secret[..42]));
        Assert.False(SecretText.Equal(secret, secret[..42] + (secret[42] == 'A' ? 'B' : 'A')));
        Assert.False(SecretText.Equal(secret, ""));
    }
}
