using P2PChain.Core.Wire;

namespace P2PChain.Core.Plain;

/// <summary>The pace at which a plain peer is followed. The protocol fixes it; tests use shorter times.</summary>
/// <remarks>Source: docs/protocol.md, plain peers.</remarks>
public sealed record PlainTimes
{
    /// <summary>Between two requests for its whole chain, which costs both sides much.</summary>
    public TimeSpan ReadEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After an unanswered request for its chain, before the next one; doubles with each.</summary>
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest pause between such requests: the longest time of an answer.</summary>
    public TimeSpan RetryMax { get; init; } = Limits.ChainResponseTimeout;

    /// <summary>
    /// After a push, or an index that does not fit, before its chain is read. More of them may follow.
    /// </summary>
    public TimeSpan ReadAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The age at which our tip is pushed without a child: a plain peer cannot undo a block after a reorganisation.
    /// </summary>
    public TimeSpan Ripe { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The time after which a different item counts as diverged: an item differs for a while when it moves.
    /// </summary>
    public TimeSpan Diverged { get; init; } = TimeSpan.FromSeconds(10);
}
