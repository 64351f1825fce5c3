namespace P2PChain.Node.Configuration;

/// <summary>A piece of a text in HOCON, with its quotes, and the line on which it begins.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Line)
{
    /// <summary>Whether a setting may end before it.</summary>
    public bool EndsLine => Kind is TokenKind.LineEnd or TokenKind.Comment or TokenKind.End;

    /// <summary>Whether it is this sign.</summary>
    public bool Is(string sign) => Kind == TokenKind.Sign && Text == sign;

    /// <summary>Whether it is one of these signs of one letter each.</summary>
    public bool IsOneOf(string signs) => Kind == TokenKind.Sign && signs.Contains(Text, StringComparison.Ordinal);
}
