namespace P2PChain.Core.Model;

/// <summary>Who may release an item that somebody holds.</summary>
public enum ReleasePolicy
{
    /// <summary>Anybody: whoever finds the laptop checks it in.</summary>
    Anyone,

    /// <summary>Its holder only.</summary>
    Holder,

    /// <summary>Its holder, or a steward of the network.</summary>
    HolderOrSteward,
}
