using P2PChain.Core.Wire;

namespace P2PChain.Core.Plain;

/// <summary>The pace at which a plain peer is followed. Fixed by the protocol; tests have less patience.</summary>
/// <remarks>Source: docs/protocol.md, plain peers.</remarks>
public sealed record PlainTimes
{
    /// <summary>Between two requests for its whole chain, which is dear for both sides.</summary>
    public TimeSpan ReadEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After a request for its chain to which nothing came, before the next one; doubles with each.</summary>
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest pause between such requests: that is how long an answer may take.</summary>
    public TimeSpan RetryMax { get; init; } = Limits.ChainResponseTimeout;

    /// <summary>After a push, or an index that does not fit, before its chain is read: more of the kind may follow.</summary>
    public TimeSpan ReadAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The age at which our tip is pushed without a child: a plain peer cannot take back what a reorganisation undoes.</summary>
    public TimeSpan Ripe { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long an item has to differ before it is called diverged: what is on its way differs for a while.</summary>
    public TimeSpan Diverged { get; init; } = TimeSpan.FromSeconds(10);
}
