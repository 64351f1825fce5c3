using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Model;

/// <summary>
/// The names of public keys, for people. Screens and logs ask this type only, so the source of the names may change. A
/// name proves nothing: it is shown with the first digits of its key.
/// </summary>
public sealed class KeyNames
{
    /// <summary>Longest name, in Unicode scalar values: with the digits of its key it fits into 52 columns.</summary>
    public const int LengthMax = 40;

    // The screen calls this node's own key so.
    private const string Own = "me";

    private readonly ImmutableDictionary<PublicKey, string> _names;

    /// <summary>Names for keys.</summary>
    /// <exception cref="ArgumentException"><see cref="Problem"/> refuses a name.</exception>
    public KeyNames(ImmutableDictionary<PublicKey, string> names) =>
        _names = names.Values.Select(Problem).FirstOrDefault(static problem => problem is not null) is { } problem
            ? throw new ArgumentException(problem, nameof(names))
            : names;

    /// <summary>No names.</summary>
    public static KeyNames None { get; } = new(ImmutableDictionary<PublicKey, string>.Empty);

    /// <summary>Whether two names are the same to people: case does not count.</summary>
    public static StringComparer Same => StringComparer.OrdinalIgnoreCase;

    /// <summary>Whether no key has a name.</summary>
    public bool IsEmpty => _names.IsEmpty;

    /// <summary>The name of a key; null if it has none.</summary>
    public string? Find(PublicKey key) => _names.GetValueOrDefault(key);

    /// <summary><c>Lyon office (02ab41cd…)</c>; <c>02ab41cd…</c> for a key without a name.</summary>
    public string Show(PublicKey key) => Find(key) is { } name ? $"{name} ({key.Short})" : key.Short;

    /// <summary>The reason why a text cannot be a name, and the remedy, as a sentence; null if it can be one.</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0) return "The name is empty: write one, or remove the key.";
        if (name.EnumerateRunes().Where(static rune => !MayStand(rune)).Select(Code).FirstOrDefault() is { } code)
            return $"The name holds the character {code}, which no name may hold: remove it.";
        if (name[0] == ' ' || name[^1] == ' ') return "The name begins or ends with a blank: remove it.";
        var length = name.EnumerateRunes().Count();
        if (length > LengthMax)
            return FormattableString.Invariant($"The name has {length} characters: write at most {LengthMax}.");
        return Same.Equals(name, Own) ? $"The screen calls this node's own key {Own}: choose another name." : null;
    }

    // A lone surrogate comes as the replacement character. A blank of another width looks like a plain one.
    private static bool MayStand(Rune rune) =>
        ShownCharacters.Contains(rune) && rune != Rune.ReplacementChar
        && (rune.Value == ' ' || Rune.GetUnicodeCategory(rune) != UnicodeCategory.SpaceSeparator);

    private static string Code(Rune rune) => FormattableString.Invariant($"U+{rune.Value:X4}");
}
