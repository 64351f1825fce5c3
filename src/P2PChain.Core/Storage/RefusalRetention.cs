namespace P2PChain.Core.Storage;

/// <summary>How long, and how many, reasons why accepted transactions no longer stand are kept.</summary>
/// <remarks>Source: docs/rules.md P5.</remarks>
public static class RefusalRetention
{
    /// <summary>Counted from the moment of the refusal, by the node's clock.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>Most of them; others' go before those submitted here, the oldest first. About 1 KiB each.</summary>
    public const int CountMax = 50_000;
}
