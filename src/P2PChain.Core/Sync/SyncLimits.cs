namespace P2PChain.Core.Sync;

/// <summary>The bounds and times of a sync.</summary>
public static class SyncLimits
{
    /// <summary>The most hashes of missing blocks that are held of one peer: 512 KiB.</summary>
    public const int HeadersHeldMax = 1 << 14;

    /// <summary>First questions for headers at one time, to peers that this node did not choose.</summary>
    public const int QuestionsMax = 4;

    /// <summary>Bodies of one chain that may be requested or staged: from the first one that is not kept.</summary>
    public const int WindowMax = 256;

    /// <summary>Peers that send bodies of one chain at one time.</summary>
    public const int SourcesMax = 8;

    /// <summary>
    /// Bytes of bodies that wait for a body before them. The next body of a chain is taken beyond it.
    /// </summary>
    public const int StagedBytesMax = 32 << 20;

    /// <summary>Bodies that the chain judges at one time. Other messages to it wait behind them.</summary>
    public const int SubmittedMax = 4;

    /// <summary>
    /// The time for which an unanswered question keeps another from being asked. Its answer is awaited longer. So 64
    /// silent peers delay a stranger's headers by 16 s. After this time without a body the next peer is asked for it,
    /// too.
    /// </summary>
    public static readonly TimeSpan BriskMax = TimeSpan.FromSeconds(1);

    /// <summary>The first time for a peer to send headers; it doubles with each time-out.</summary>
    public static readonly TimeSpan HeadersTimeoutMin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The first time for a peer to send the next body; it doubles with each time-out. Another peer is asked for the
    /// same body earlier (<see cref="BriskMax"/>).
    /// </summary>
    public static readonly TimeSpan BodyTimeoutMin = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest time for which a peer that sends bodies keeps another chain's bodies from being requested.
    /// </summary>
    public static readonly TimeSpan TurnMax = TimeSpan.FromSeconds(15);

    /// <summary>The longest wait for an answer.</summary>
    public static readonly TimeSpan TimeoutMax = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest pause before a chain is requested again of which a block could not be kept. A block may be due
    /// earlier than it seemed, because the clock was set meanwhile.
    /// </summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(10);

    /// <summary>The shortest pause.</summary>
    public static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(1);
}
