using System.Collections.Immutable;

namespace P2PChain.Node.Configuration;

/// <summary>The content of one text, before anything is looked up or joined.</summary>
/// <param name="Includes">The files it includes, as written, in order.</param>
/// <param name="Assignments">Its keys and sections, in order; a later one overrides an earlier one.</param>
/// <param name="Errors">Its mistakes.</param>
/// <param name="Unread">Keys whose values could not be read, with errors.</param>
/// <param name="Balanced">Whether its braces pair up; if not, a key may belong to another section.</param>
internal sealed record ParsedText(
    ImmutableArray<ParsedText.Include> Includes,
    ImmutableArray<Assignment> Assignments,
    ImmutableArray<ConfigurationError> Errors,
    ImmutableArray<KeyPath> Unread,
    bool Balanced)
{
    /// <summary>One <c>include "file"</c>.</summary>
    /// <param name="File">The name as written.</param>
    /// <param name="Line">Its line, from 1.</param>
    public readonly record struct Include(string File, int Line);
}
