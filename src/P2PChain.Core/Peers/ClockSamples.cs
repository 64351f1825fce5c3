using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>
/// The readings of one peer's clock: its announce, then its pongs. A late pong is no reading: it may have waited here
/// while this machine slept.
/// </summary>
/// <remarks>Source: docs/protocol.md, messages.</remarks>
public sealed class ClockSamples
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private UnixTime? _asked;

    /// <summary>The last reading; null before the announce.</summary>
    public ClockSample? Last { get; private set; }

    /// <summary>The peer announced itself.</summary>
    /// <param name="theirs">The peer's clock.</param>
    /// <param name="now">This node's clock.</param>
    public void OnAnnounce(UnixTime theirs, UnixTime now) => Last = new ClockSample(theirs.Since(now), now);

    /// <summary>The peer is sent a ping.</summary>
    public void OnPing(UnixTime now) => _asked = now;

    /// <summary>The peer answered the last ping.</summary>
    /// <param name="theirs">The peer's clock.</param>
    /// <param name="now">This node's clock.</param>
    public void OnPong(UnixTime theirs, UnixTime now)
    {
        if (_asked is not { } asked || now < asked || now.Since(asked) > AnswerMax) return;
        _asked = null;
        if (Last is { } last && now.Since(last.At).Duration() < Interval) return;
        Last = new ClockSample(theirs.Since(now), now);
    }
}
