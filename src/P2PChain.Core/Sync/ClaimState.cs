namespace P2PChain.Core.Sync;

/// <summary>The result of the check of a peer's claim to a better chain.</summary>
public enum ClaimState
{
    /// <summary>It claims no better chain than ours.</summary>
    None,

    /// <summary>Its headers are not all checked yet.</summary>
    Unchecked,

    /// <summary>Its headers follow the rules and beat our tip.</summary>
    Shown,

    /// <summary>It sent no headers that beat our tip.</summary>
    Refuted,

    /// <summary>It did not answer, or did not send the blocks.</summary>
    Unanswered,

    /// <summary>One of its blocks cannot be kept yet.</summary>
    Paused,
}
