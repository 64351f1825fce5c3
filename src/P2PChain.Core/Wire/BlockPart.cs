namespace P2PChain.Core.Wire;

/// <summary>The members that an object about a block must have.</summary>
internal enum BlockPart
{
    /// <summary>Those that are hashed.</summary>
    Header,

    /// <summary>Those, <c>hash</c> and <c>seal</c>.</summary>
    HeaderItem,

    /// <summary>Those, <c>hash</c>, <c>seal</c> and <c>transactions</c>.</summary>
    Whole,
}
