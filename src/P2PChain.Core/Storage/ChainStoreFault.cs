namespace P2PChain.Core.Storage;

/// <summary>The reasons why a ledger's file cannot be used.</summary>
public enum ChainStoreFault
{
    /// <summary>It belongs to a network with another genesis: a fault of the configuration.</summary>
    OtherNetwork,

    /// <summary>A newer version of the program wrote it: a fault of the configuration.</summary>
    NewerSchema,

    /// <summary>
    /// An older version of the program wrote it, and no node has updated it since: a fault of the configuration.
    /// </summary>
    OlderSchema,

    /// <summary>It is missing: a fault of the configuration.</summary>
    Missing,

    /// <summary>
    /// Its path leads through a file, or to nothing by a symbolic link: a fault of the configuration.
    /// </summary>
    Misplaced,

    /// <summary>Its content is not as it was written: a failure of integrity.</summary>
    Damaged,

    /// <summary>It cannot be opened or read: a fault of the disk or of permissions.</summary>
    NotReadable,

    /// <summary>It cannot be written, as on a full disk: a fault of the disk or of permissions.</summary>
    NotWritable,

    /// <summary>Another program removed, replaced or changed the open file: a fault of the disk.</summary>
    Replaced,
}
