namespace P2PChain.Core.Storage;

/// <summary>How long, and how many, reasons of refused transactions are kept.</summary>
/// <remarks>Source: docs/rules.md P5.</remarks>
public static class RefusalRetention
{
    /// <summary>The time from the refusal, by the node's clock.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>
    /// The most reasons, about 1 KiB each. Those of other nodes go before those submitted here, the oldest first.
    /// </summary>
    public const int CountMax = 50_000;
}
