using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace P2PChain.Node.Configuration;

/// <summary>A key's full name, segment by segment. Two paths are equal if their texts are.</summary>
internal sealed partial record KeyPath
{
    /// <summary>The most segments of a key: Akka's parser recurses once per segment.</summary>
    public const int SegmentsMax = 32;

    private KeyPath(ImmutableArray<string> segments)
    {
        Segments = segments;
        Text = string.Join('.', segments.Select(static part => IsPlain(part) ? part : HoconWriter.Quote(part)));
    }

    /// <summary>The empty path: the top of a file.</summary>
    public static KeyPath Root { get; } = new([]);

    /// <summary>The names from the top down, without quotes.</summary>
    public ImmutableArray<string> Segments { get; }

    /// <summary>The dotted text, quoted if necessary, in the form of <c>Config.GetString</c>.</summary>
    public string Text { get; }

    /// <summary>A path of these segments.</summary>
    public static KeyPath Of(params IEnumerable<string> segments) => new([.. segments]);

    // Akka's Config splits a path again to look up a key. These names survive it.
    [GeneratedRegex("""\G(^|\.)((?<name>[A-Za-z0-9_-]+)|"(?!\s)(?<name>[^"\\\p{Cc}]+)(?<!\s)")""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Name { get; }

    /// <summary>The path that a text names; null if it is not a key.</summary>
    public static KeyPath? Parse(string text)
    {
        var names = Name.Matches(text);
        return names.Count is > 0 and <= SegmentsMax && names.Sum(static name => name.Length) == text.Length
            ? Of(names.Select(static name => name.Groups["name"].Value))
            : null;
    }

    /// <summary>Whether a character may stand in an unquoted segment.</summary>
    public static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_';

    /// <summary>This path continued by another.</summary>
    public KeyPath Join(KeyPath rest) => Segments.IsEmpty ? rest : new KeyPath([.. Segments, .. rest.Segments]);

    /// <summary>The first segments of this path.</summary>
    public KeyPath Take(int count) => new(Segments[..count]);

    /// <inheritdoc/>
    public bool Equals(KeyPath? other) =>
        other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool IsPlain(string segment) => segment.Length > 0 && segment.All(IsPlain);
}
