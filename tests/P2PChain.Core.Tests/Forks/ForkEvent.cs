namespace P2PChain.Core.Tests.Forks;

/// <summary>What may happen to a node in a drawn fork.</summary>
internal enum ForkEvent
{
    /// <summary>A block arrives that was asked for.</summary>
    Asked,

    /// <summary>A block arrives that nobody asked for.</summary>
    Unasked,

    /// <summary>A block that waited for its time is looked at again.</summary>
    Due,

    /// <summary>The node's clock is set.</summary>
    Clock,

    /// <summary>The node starts again from its store.</summary>
    Restart,

    /// <summary>A person submits a transaction here.</summary>
    Submit,

    /// <summary>A peer sends a transaction.</summary>
    Relay,
}
