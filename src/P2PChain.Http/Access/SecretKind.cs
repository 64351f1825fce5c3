namespace P2PChain.Http.Access;

/// <summary>The kinds of a token.</summary>
public enum SecretKind
{
    /// <summary>The text is no token of this node, or its session has ended.</summary>
    Unknown,

    /// <summary>A session of a browser. It may do all but make codes.</summary>
    Session,

    /// <summary>The token in the data directory.</summary>
    Owner,
}
