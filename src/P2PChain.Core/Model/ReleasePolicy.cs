namespace P2PChain.Core.Model;

/// <summary>The keys that may release a held item.</summary>
public enum ReleasePolicy
{
    /// <summary>Every key: the finder of a laptop can check it in.</summary>
    Anyone,

    /// <summary>The holder only.</summary>
    Holder,

    /// <summary>The holder, or a steward of the network.</summary>
    HolderOrSteward,
}
