namespace P2PChain.Core.Peers;

/// <summary>The order of writing, the most urgent first.</summary>
public enum OutboxPriority
{
    /// <summary>Announces, pings, goodbyes.</summary>
    Control,

    /// <summary>Headers and blocks.</summary>
    Blocks,

    /// <summary>Transactions.</summary>
    Transactions,
}
