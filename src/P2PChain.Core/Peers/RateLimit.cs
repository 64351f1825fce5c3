using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>Lets one through in so much time, and some more at once after a pause. It takes no room for what it turns away.</summary>
/// <param name="every">The long-term pause between two.</param>
/// <param name="burst">How many may come at once, 1 or more.</param>
public sealed class RateLimit(TimeSpan every, int burst)
{
    private Moment _paidUntil;

    /// <summary>Whether one more may pass now.</summary>
    /// <param name="now">The time; where it was set back nobody waits for it to come again.</param>
    public bool TryTake(Moment now)
    {
        var latest = now.Plus(every * burst);
        var paidUntil = (_paidUntil > now ? _paidUntil : now).Plus(every);
        if (paidUntil > latest) return false;
        _paidUntil = paidUntil;
        return true;
    }
}
