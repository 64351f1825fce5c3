using P2PChain.Core.Storage;

namespace P2PChain.Actors.Protocols;

/// <summary>Why a node cannot go on.</summary>
/// <param name="ExitCode">What the process should end with; the constants here, or the program's own.</param>
/// <param name="Sentence">One sentence for the person who runs it.</param>
/// <param name="Cause">What was thrown; null when nothing was.</param>
public sealed record NodeFailure(int ExitCode, string Sentence, Exception? Cause)
{
    /// <summary>The ledger on disk is not what was written.</summary>
    public const int Integrity = 7;

    /// <summary>Another process has the port.</summary>
    public const int PortInUse = 69;

    /// <summary>An error of the program.</summary>
    public const int Bug = 70;

    /// <summary>The disk fails, is full, or may not be written.</summary>
    public const int Disk = 74;

    /// <summary>What an operator gave the node cannot be used.</summary>
    public const int Configuration = 78;

    /// <summary>What the loss of one of a node's actors means.</summary>
    /// <param name="name">The actor's name.</param>
    /// <param name="cause">What it threw; null when it just stopped.</param>
    public static NodeFailure OfLost(string name, Exception? cause) => cause switch
    {
        ChainStoreException store => Of(store),
        InvalidDataException damaged => new NodeFailure(Integrity, damaged.Message, damaged),
        _ => new NodeFailure(Bug, $"The node's {name} failed, which is a bug: {cause?.Message ?? "it stopped by itself"}", cause),
    };

    /// <summary>What a failure of the ledger's file means.</summary>
    public static NodeFailure Of(ChainStoreException error) => new(
        error.Fault switch
        {
            ChainStoreFault.OtherNetwork or ChainStoreFault.NewerSchema => Configuration,
            ChainStoreFault.Damaged => Integrity,
            _ => Disk,
        },
        error.Message,
        error);
}
