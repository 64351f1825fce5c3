namespace P2PChain.Core.Mining;

/// <summary>When a node mines.</summary>
public enum MiningMode
{
    /// <summary>When transactions wait.</summary>
    OnDemand,

    /// <summary>Always, empty blocks too.</summary>
    Continuous,

    /// <summary>Never.</summary>
    Off,
}
