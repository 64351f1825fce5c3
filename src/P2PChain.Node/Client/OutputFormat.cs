namespace P2PChain.Node.Client;

/// <summary>The form of an answer on standard output.</summary>
internal enum OutputFormat
{
    /// <summary>The lines of the console, in columns.</summary>
    Table,

    /// <summary>The lines of the console, cells apart by a tab.</summary>
    Plain,

    /// <summary>The document of the node.</summary>
    Json,

    /// <summary>A header and a record for each row of the document (RFC 4180).</summary>
    Csv,
}
