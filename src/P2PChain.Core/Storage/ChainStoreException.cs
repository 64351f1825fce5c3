namespace P2PChain.Core.Storage;

/// <summary>
/// A ledger's file cannot be used. The message is one sentence for the node's owner, with the remedy.
/// </summary>
/// <remarks>The start of a node and supervisors catch it; the node ends.</remarks>
public sealed class ChainStoreException : Exception
{
    /// <summary>A failure of a kind.</summary>
    /// <param name="fault">The kind.</param>
    /// <param name="message">One sentence that names the file and the remedy.</param>
    /// <param name="cause">The database's error; null if this program found the fault.</param>
    public ChainStoreException(ChainStoreFault fault, string message, Exception? cause = null)
        : base(message, cause) => Fault = fault;

    /// <summary>The kind of failure.</summary>
    public ChainStoreFault Fault { get; }

    /// <summary>Table, row and fault; null if there is no damage.</summary>
    public string? Place { get; init; }
}
