using System.Text;
using P2PChain.Core.Primitives;

namespace P2PChain.Node.Screen;

/// <summary>
/// Makes text safe for one line of a terminal. Names and notes of other sites keep their letters. Characters that move
/// the cursor or turn the reading direction, and invalid ones, become <c>?</c>.
/// </summary>
internal static class SafeLine
{
    /// <summary>The text with its unsafe characters replaced.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // a lone surrogate comes as U+FFFD
        {
            if (ShownCharacters.Contains(rune)) safe.Append(rune.ToString());
            else safe.Append('?');
        }

        return safe.ToString();
    }
}
