using System.Security.Cryptography;
using System.Text;

namespace P2PChain.Http.Access;

/// <summary>A secret of 256 random bits as text of 43 characters: base64 with the alphabet for URLs.</summary>
public static class SecretText
{
    private const int Bytes = 32;
    private const int Length = 43;

    /// <summary>A new secret.</summary>
    public static string Create() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes))
        .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Whether a text has the form of a secret.</summary>
    public static bool IsOne(string text) => text.Length == Length
        && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    /// <summary>Compares two secrets. The time does not depend on the first difference.</summary>
    public static bool Equal(string left, string right) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(left)), SHA256.HashData(Encoding.UTF8.GetBytes(right)));
}
