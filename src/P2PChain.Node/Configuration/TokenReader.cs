using System.Text.RegularExpressions;

namespace P2PChain.Node.Configuration;

/// <summary>Splits a text into tokens.</summary>
internal sealed partial class TokenReader
{
    private static readonly string[] Kinds = Enum.GetNames<TokenKind>()[..^1];

    private Match _match;

    /// <summary>Starts at the first token.</summary>
    public TokenReader(string text)
    {
        _match = Pattern.Match(text);
        Next = Read(line: 1);
    }

    /// <summary>The token that <see cref="Take"/> takes.</summary>
    public Token Next { get; private set; }

    // A word has none of the signs that HOCON reserves. An open quote takes the rest of its line.
    [GeneratedRegex(
        """
        (?<Blank>[^\S\n]+)
        | (?<LineEnd>\n)
        | (?<Comment>(\#|//)[^\n]*)
        | (?<Quoted>\"{3}(?s:.*?)\"{3} | "(\\[^\n]|[^"\\\n])*")
        | (?<Variable>\$\{[^}\n]*\}?)
        | (?<Sign>\+=|[{}\[\]:=,])
        | (?<Word>([^\s$"{}\[\]:=,+\#`^?!@*&\\/]|/(?!/))+)
        | (?<Stray>"[^\n]*|.)
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Pattern { get; }

    /// <summary>Takes the next token.</summary>
    public Token Take()
    {
        var taken = Next;
        _match = _match.NextMatch();
        Next = Read(taken.Line + taken.Text.AsSpan().Count('\n'));
        return taken;
    }

    /// <summary>Takes tokens of one kind; there may be none.</summary>
    public void Skip(TokenKind kind)
    {
        while (Next.Kind == kind)
            Take();
    }

    /// <summary>Takes blanks, line ends and comments.</summary>
    public void SkipToContent()
    {
        while (Next.Kind is TokenKind.Blank or TokenKind.LineEnd or TokenKind.Comment)
            Take();
    }

    /// <summary>Takes blanks, line ends and comments if one of these signs follows them.</summary>
    public void SkipTo(string signs)
    {
        var match = _match;
        var next = Next;
        SkipToContent();
        if (Next.IsOneOf(signs))
            return;
        _match = match;
        Next = next;
    }

    private Token Read(int line)
    {
        var kind = _match.Success ? Array.FindIndex(Kinds, name => _match.Groups[name].Success) : Kinds.Length;
        return new Token((TokenKind)kind, _match.Value, line);
    }
}
