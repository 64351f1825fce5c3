using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>Counts the faults of one connection that are ignored in moderation.</summary>
public sealed class Offences
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Dictionary<PeerFaultCode, (Moment Since, int Count)> _counts = [];

    /// <summary>Counts a fault.</summary>
    /// <param name="code">The fault.</param>
    /// <param name="isExtended">Whether the peer is extended.</param>
    /// <param name="now">The time; it may be set back, as wall clocks are.</param>
    /// <returns>Whether it is ignored; otherwise the connection is over.</returns>
    public bool Ignore(PeerFaultCode code, bool isExtended, Moment now)
    {
        var tolerated = Misbehaviour.PenaltyFor(code, isExtended).ToleratedPerMinute;
        var (since, count) = _counts.GetValueOrDefault(code, (now, 0));
        if (now.Since(since) >= Window)
        {
            since = now;
            count = 0;
        }
        _counts[code] = (since, count + 1);
        return count < tolerated;
    }
}
