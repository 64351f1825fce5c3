namespace P2PChain.Core.Sync;

/// <summary>The order in which peers are asked.</summary>
internal enum PeerRank
{
    /// <summary>It delivered, and no question since was in vain.</summary>
    Delivered,

    /// <summary>It was never asked.</summary>
    Fresh,

    /// <summary>Its last question was in vain, or the last question to its address.</summary>
    Late,
}
