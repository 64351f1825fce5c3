using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>
/// Bounds what a peer says that takes no credit, because answering it is cheap: pings, pongs, announces. What is over the rate
/// is ignored; ten times over the rate for a minute is a flood.
/// </summary>
public sealed class Chatter
{
    /// <summary>
    /// Messages heard in a second in the long run. An honest node says one at each new tip, at most every quarter of a second,
    /// and five in a second while a person waits for a sync; other programs may be livelier.
    /// </summary>
    public const int PerSecond = 50;

    /// <summary>Messages heard at once after a silence.</summary>
    public const int Burst = 100;

    /// <summary>Messages ignored in a minute at which it is a flood.</summary>
    public const int IgnoredPerMinuteMax = 10 * 60 * PerSecond;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly RateLimit _rate = new(TimeSpan.FromSeconds(1) / PerSecond, Burst);
    private Moment _since;
    private int _ignored;

    /// <summary>That the peer floods; null while it does not.</summary>
    public PeerFault? Fault => _ignored > IgnoredPerMinuteMax ? new PeerFault(PeerFaultCode.Floods) : null;

    /// <summary>Whether one more message is heard, or ignored.</summary>
    public bool Hear(Moment now)
    {
        if (_rate.TryTake(now)) return true;
        Ignore(1, now);
        return false;
    }

    /// <summary>A line that says nothing to this node, asks for more than is owed, or answers what nobody asked: ignored, unless there is no end to it.</summary>
    public PeerFault? OnExcess(Moment now)
    {
        _ = Hear(now);
        return Fault;
    }

    /// <summary>Lines that cannot say anything: ignored at any rate.</summary>
    public PeerFault? OnBlanks(int lines, Moment now)
    {
        Ignore(lines, now);
        return Fault;
    }

    private void Ignore(int lines, Moment now)
    {
        if (now.Since(_since) >= Window) (_since, _ignored) = (now, 0);
        _ignored += lines;
    }
}
