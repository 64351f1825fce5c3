namespace P2PChain.Node.Configuration;

/// <summary>The kinds of tokens. Each has a group of its name in the pattern of <see cref="TokenReader"/>.</summary>
internal enum TokenKind
{
    Blank,
    LineEnd,
    Comment,
    Quoted,
    Variable,
    Sign,
    Word,
    Stray,
    End,
}
