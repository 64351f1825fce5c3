using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>
/// Bounds a peer's messages that take no credit, because answering them is cheap: pings, pongs, announces. Messages
/// over the rate are ignored. Ten times the rate for a minute is a flood.
/// </summary>
public sealed class Chatter
{
    /// <summary>
    /// Messages heard in a second in the long run. An honest node sends one at each new tip, at most every quarter of a
    /// second, and five in a second while a person waits for a sync. Other programs may be livelier.
    /// </summary>
    public const int PerSecond = 50;

    /// <summary>Messages heard at once after a silence.</summary>
    public const int Burst = 100;

    /// <summary>The number of ignored messages in a minute that is a flood.</summary>
    public const int IgnoredPerMinuteMax = 10 * 60 * PerSecond;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly RateLimit _rate = new(TimeSpan.FromSeconds(1) / PerSecond, Burst);
    private Moment _since;
    private int _ignored;

    /// <summary>The fault of a peer that floods; null for any other.</summary>
    public PeerFault? Fault => _ignored > IgnoredPerMinuteMax ? new PeerFault(PeerFaultCode.Floods) : null;

    /// <summary>Whether one more message is heard, or ignored.</summary>
    public bool Hear(Moment now)
    {
        if (_rate.TryTake(now)) return true;
        Ignore(1, now);
        return false;
    }

    /// <summary>
    /// A line that says nothing to this node, asks for too much, or answers no request. It is ignored, unless such
    /// lines are a flood.
    /// </summary>
    public PeerFault? OnExcess(Moment now)
    {
        _ = Hear(now);
        return Fault;
    }

    /// <summary>Blank lines. They are ignored, unless they are a flood.</summary>
    public PeerFault? OnBlanks(int lines, Moment now)
    {
        Ignore(lines, now);
        return Fault;
    }

    private void Ignore(int lines, Moment now)
    {
        if (now.Since(_since) >= Window)
        {
            _since = now;
            _ignored = 0;
        }

        _ignored += lines;
    }
}
