namespace P2PChain.Node.Client;

/// <summary>The state of a request or a release that a command line waits for.</summary>
internal enum WaitFor
{
    /// <summary>It is signed and on the node's disk.</summary>
    Accepted,

    /// <summary>It is in a block of the node.</summary>
    Confirmed,

    /// <summary>Each node at a named address has announced that block or a later one of its chain.</summary>
    Everywhere,
}
