using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>
/// Lets one event pass per period, and a burst after a pause. A refused event does not delay the next one.
/// </summary>
/// <param name="every">The long-term pause between two.</param>
/// <param name="burst">The number that may pass at once, 1 or more.</param>
public sealed class RateLimit(TimeSpan every, int burst)
{
    private Moment _paidUntil;

    /// <summary>Whether one more may pass now.</summary>
    /// <param name="now">The time. After a step back of the clock no event waits for the old time.</param>
    public bool TryTake(Moment now)
    {
        var latest = now.Plus(every * burst);
        var paidUntil = (_paidUntil > now ? _paidUntil : now).Plus(every);
        if (paidUntil > latest) return false;
        _paidUntil = paidUntil;
        return true;
    }
}
