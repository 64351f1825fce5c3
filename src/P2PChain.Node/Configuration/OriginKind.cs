namespace P2PChain.Node.Configuration;

/// <summary>The kinds of sources, weakest first.</summary>
internal enum OriginKind
{
    /// <summary>The defaults embedded in the program.</summary>
    Reference,

    /// <summary>The node's file, or a file that it includes.</summary>
    File,

    /// <summary>An environment variable <c>P2PCHAIN__…</c>.</summary>
    Environment,

    /// <summary>A bare port as the first argument.</summary>
    FirstArgument,

    /// <summary><c>--set key=value</c>.</summary>
    CommandLine,
}
