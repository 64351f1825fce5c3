namespace P2PChain.Core.Storage;

/// <summary>A ledger's file cannot be used. The message is one sentence for the node's owner that says what to do next.</summary>
/// <remarks>Caught where a node is started, and by supervisors; the node ends.</remarks>
public sealed class ChainStoreException : Exception
{
    /// <summary>A failure of a kind.</summary>
    /// <param name="fault">The kind.</param>
    /// <param name="message">One sentence that names the file and says what to do next.</param>
    /// <param name="cause">What the database said; null when the finding is our own.</param>
    public ChainStoreException(ChainStoreFault fault, string message, Exception? cause = null)
        : base(message, cause) => Fault = fault;

    /// <summary>What kind of failure this is.</summary>
    public ChainStoreFault Fault { get; }

    /// <summary>Table, row, and what is wrong there; null when the failure is not one of damage.</summary>
    public string? Place { get; init; }
}
