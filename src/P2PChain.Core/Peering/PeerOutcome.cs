namespace P2PChain.Core.Peering;

/// <summary>What a peer's fault costs it: there are no scores.</summary>
public enum PeerOutcome
{
    /// <summary>The connection ends; the peer may come back.</summary>
    Disconnect,

    /// <summary>The connection ends; for a day the address gets no slot that others want.</summary>
    Discourage,
}
