namespace P2PChain.Core.Sync;

/// <summary>What a session waits for.</summary>
internal enum SyncStage
{
    /// <summary>Our own locator.</summary>
    Locating,

    /// <summary>The peer's headers.</summary>
    Headers,

    /// <summary>The chain's judgement of the headers.</summary>
    Considering,

    /// <summary>Another peer's headers: it shows the same chain, and is ahead.</summary>
    Following,

    /// <summary>Its turn: the headers win, and bodies come from another peer.</summary>
    Ready,

    /// <summary>The peer's bodies.</summary>
    Bodies,
}
