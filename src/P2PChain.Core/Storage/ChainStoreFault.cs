namespace P2PChain.Core.Storage;

/// <summary>Why a ledger's file cannot be used.</summary>
public enum ChainStoreFault
{
    /// <summary>It is the ledger of a network with another genesis: a matter of configuration.</summary>
    OtherNetwork,

    /// <summary>A newer version of the program wrote it: a matter of configuration.</summary>
    NewerSchema,

    /// <summary>An older version of the program wrote it, and the node has not been started since: a matter of configuration.</summary>
    OlderSchema,

    /// <summary>There is none: a matter of configuration.</summary>
    Missing,

    /// <summary>Its path leads through a file, or to nothing by a symbolic link: a matter of configuration.</summary>
    Misplaced,

    /// <summary>What it holds is not what was written: an integrity failure.</summary>
    Damaged,

    /// <summary>It cannot be opened or read: a matter of the disk or of permissions.</summary>
    NotReadable,

    /// <summary>It cannot be written, as when the disk is full: a matter of the disk or of permissions.</summary>
    NotWritable,

    /// <summary>Something else removed, replaced or wrote to the open file: a matter of the disk.</summary>
    Replaced,
}
