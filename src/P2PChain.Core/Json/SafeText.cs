namespace P2PChain.Core.Json;

/// <summary>A peer's text made fit for logs and screens: no control characters, no look-alikes, not too long.</summary>
public static class SafeText
{
    /// <summary>
    /// At most <paramref name="charsMax"/> characters of a text; those outside U+0020–U+007E become <c>?</c>.
    /// </summary>
    public static string Of(string text, int charsMax)
    {
        if (text.Length <= charsMax && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;

        return string.Create(Math.Min(text.Length, charsMax), text, static (safe, text) =>
        {
            for (var i = 0; i < safe.Length; i++)
                safe[i] = text[i] is >= ' ' and <= '~' ? text[i] : '?';
        });
    }
}
