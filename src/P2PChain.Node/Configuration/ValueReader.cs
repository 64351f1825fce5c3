using System.Collections.Immutable;
using Akka.Configuration.Hocon;

namespace P2PChain.Node.Configuration;

/// <summary>
/// Reads the value right of a key: plain or quoted text, <c>${NAME}</c>, or a list of these. Akka's parser reads the
/// text itself. It gets nothing that it would accept in silence with another meaning.
/// </summary>
internal sealed class ValueReader(
    TokenReader tokens, ConfigurationSource source, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>The word that Akka's parser takes for "not set", quoted or not.</summary>
    public const string Null = "null";

    /// <summary>The refusal of that word.</summary>
    public const string NullMessage = "The word null cannot be a value: leave the key out, or choose another word.";

    /// <summary>Reads the value that starts here and ends on this line, or with its closing bracket.</summary>
    /// <param name="value">The value; null if reading failed, or if a <c>${?NAME}</c> is not set.</param>
    /// <returns>False if it has a mistake, which is then among the errors.</returns>
    public bool TryRead(out SettingValue? value)
    {
        if (!tokens.Next.Is("["))
            return TryReadSingle(out value);
        value = ReadList();
        return value is not null;
    }

    /// <summary>Reads one text in quotes.</summary>
    public bool TryReadText(out string text) => TryParse([tokens.Take()], out text);

    private SettingValue.List? ReadList()
    {
        var openedAt = tokens.Take().Line;
        var items = ImmutableArray.CreateBuilder<string>();
        var isSound = true;
        while (true)
        {
            tokens.SkipToContent();
            if (tokens.Next.Is("]"))
            {
                tokens.Take();
                return isSound ? new SettingValue.List(items.ToImmutable()) : null;
            }

            if (tokens.Next.Kind == TokenKind.End || tokens.Next.IsOneOf("{}="))
            {
                source.Fail(openedAt, "The [ opened on this line is not closed: add ] after its last value "
                    + "(a list holds plain and quoted values only).");
                return null;
            }

            isSound &= TryReadItem(items);
        }
    }

    private bool TryReadItem(ImmutableArray<string>.Builder items)
    {
        if (tokens.Next.IsOneOf(",["))
            return source.Fail(tokens.Next.Line, tokens.Take().Text == ","
                ? "A value is missing before this comma: remove the comma."
                : "A list cannot hold another list: write its values one after the other.");
        var isRead = TryReadSingle(out var item, inList: true);
        if (item is SettingValue.Single { Text: var text })
            items.Add(text);
        while (!isRead && tokens.Next.Kind is not (TokenKind.LineEnd or TokenKind.End) && !tokens.Next.IsOneOf(",]={}"))
            tokens.Take();
        tokens.SkipToContent();
        if (tokens.Next.Is(","))
            tokens.Take();
        return isRead;
    }

    private bool TryReadSingle(out SettingValue? value, bool inList = false)
    {
        value = null;
        var parts = new List<Token>();
        while (tokens.Next.Kind is TokenKind.Blank or TokenKind.Word or TokenKind.Quoted or TokenKind.Variable)
            parts.Add(tokens.Take());
        if (Refusal(tokens.Next, parts, inList) is { } refusal)
            return source.Fail(tokens.Next.Line, refusal);
        while (parts is [.., { Kind: TokenKind.Blank }])
            parts.RemoveAt(parts.Count - 1);
        if (parts.Count == 0)
            return source.Fail(
                tokens.Next.Line, "A value is missing: write it on the same line, or \"\" for an empty one.");
        if (parts is [{ Kind: TokenKind.Variable } variable])
        {
            if (!TryExpand(variable, out var outside))
                return false;
            value = outside is null ? null : OutsideText.Read(outside);
            return outside is null || value is not null || source.Fail(variable.Line, NullMessage);
        }

        if (!TryParse(parts, out var text))
            return false;
        value = new SettingValue.Single(text);
        return true;
    }

    /// <summary>The reason why a value cannot end before a token, if it cannot.</summary>
    private static string? Refusal(Token next, List<Token> before, bool inList) => (next.Kind, next.Text) switch
    {
        // "./data//6000" would silently end at "./data".
        (TokenKind.Comment, _) when before is [.., { Kind: TokenKind.Word }] =>
            "Put a value with # or // in quotes; before a comment leave a blank.",
        (TokenKind.Comment or TokenKind.LineEnd or TokenKind.End, _) or (_, "," or "]" or "}") => null,
        (_, "=" or "{") when inList => null, // the bracket is missing; ReadList reports that
        (_, ":") => "Put a value with a : in quotes, as in \"127.0.0.1:6000\".",
        (_, "=") => "A second = in one setting: write one setting per line, or put the value in quotes.",
        (_, "{" or "[") => $"A {next.Text} cannot follow inside a value: put the value in quotes.",
        (_, "\\") => "Put a value with a \\ in quotes and double each \\, or write / instead.",
        (_, ['"', ..]) => "A quote opened on this line is not closed on it: add the closing \".",
        _ => $"Put a value with {next.Text[0]} in quotes.",
    };

    private bool TryParse(List<Token> parts, out string text)
    {
        text = "";
        var line = parts[0].Line;
        var hocon = "v = ";
        foreach (var part in parts)
        {
            if (part.Kind == TokenKind.Quoted && part.Text.Contains("${", StringComparison.Ordinal))
                return source.Fail(part.Line,
                    "A ${…} inside quotes is not expanded: close the quotes before it, as in ${HOST}\":6000\".");
            string? variable = null;
            if (part.Kind == TokenKind.Variable && !TryExpand(part, out variable))
                return false;
            // Akka's parser gets no bare word: it reads the end of "xinclude" as a statement, and fails.
            hocon += part.Kind switch
            {
                TokenKind.Quoted => part.Text,
                TokenKind.Variable => HoconWriter.Quote(variable ?? ""),
                _ => HoconWriter.Quote(part.Text),
            };
        }

        try
        {
            var value = Parser.Parse(hocon, null).Value.GetObject().GetKey("v");
            text = string.Concat(value.Values.ConvertAll(static part => part.GetString() ?? Null));
        }
        catch (FormatException)
        {
            return source.Fail(line, "A \\ in quotes must start one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX: "
                + "for a \\ itself write \\\\ (in a path, / will do).");
        }

        // Akka's Config trims every string and reads the text null, quoted or not, as "not set".
        if (text.Trim().Length < text.Length)
            return source.Fail(line, "A value cannot begin or end with a blank: remove it.");
        return text != Null || source.Fail(line, NullMessage);
    }

    private bool TryExpand(Token variable, out string? value)
    {
        value = null;
        var name = variable.Text[2..].TrimEnd('}');
        var isOptional = name.StartsWith('?');
        name = isOptional ? name[1..] : name;
        if (!variable.Text.EndsWith('}') || name.Length == 0 || char.IsAsciiDigit(name[0])
            || !name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
            return source.Fail(variable.Line, "Between ${ and } stands the name of an environment variable, as in "
                + "${HOME} (letters, digits and _): references to other keys are not supported.");
        return environment.TryGetValue(name, out value) || isOptional
            || source.Fail(variable.Line, $"The environment variable {name} is not set: set it, or write ${{?{name}}} "
                + "to do without this line when it is not.");
    }
}
