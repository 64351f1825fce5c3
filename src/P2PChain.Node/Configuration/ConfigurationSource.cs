using System.Collections.Immutable;

namespace P2PChain.Node.Configuration;

/// <summary>One source of values: a file, the environment, the command line.</summary>
/// <param name="Assignments">Keys and values, in order; a later one overrides an earlier one.</param>
/// <param name="Errors">Its mistakes.</param>
/// <param name="Unread">Keys whose values could not be read.</param>
/// <param name="KeysAreSure">Whether the section of each key is known, which a missing brace would hide.</param>
internal sealed record ConfigurationSource(
    ImmutableArray<Assignment> Assignments,
    ImmutableArray<ConfigurationError> Errors,
    ImmutableArray<KeyPath> Unread,
    bool KeysAreSure = true)
{
    /// <summary>A source without a text.</summary>
    public static ConfigurationSource Of(IEnumerable<Assignment> assignments, IEnumerable<ConfigurationError> errors) =>
        new([.. assignments], [.. errors], []);

    /// <summary>A text as a source. Its includes are sources of their own.</summary>
    public static ConfigurationSource Of(ParsedText text) =>
        new(text.Assignments, text.Errors, text.Unread, text.Balanced);
}
