using P2PChain.Core.Primitives;

namespace P2PChain.Core.Plain;

/// <summary>
/// Which answer is to which request for a plain peer's chain, where one was late and was asked for again. Nothing in an answer tells, but
/// they come in order. All requests that are open together were sent while nothing was pushed, so the first answer serves for all of
/// them; those that may still come are passed, for what was pushed since they lack. They stand right behind the first, where the peer
/// answers at all: after a while none comes any more, and what does is an answer to a newer request.
/// </summary>
public sealed class PlainRequests
{
    /// <summary>How long after an answer one to an earlier request may still begin.</summary>
    public static readonly TimeSpan LateMax = TimeSpan.FromSeconds(20);

    private int _open;
    private int _late;
    private Moment _endedAt;

    /// <summary>Whether an answer may come.</summary>
    public bool MayCome => _open > 0 || _late > 0;

    /// <summary>Its chain is asked for.</summary>
    public void OnAsked() => _open++;

    /// <summary>An answer begins.</summary>
    /// <returns>Whether it tells the chain as it is now; otherwise it comes too late.</returns>
    public bool OnBegun(Moment now)
    {
        if (_open > 0 && now.Since(_endedAt) > LateMax) _late = 0;
        if (_late == 0) return true;
        _late--;
        return false;
    }

    /// <summary>An answer has ended; one that tells the chain as it is now serves for every open request.</summary>
    public void OnEnded(bool isLate, Moment now)
    {
        _endedAt = now;
        if (!isLate) (_late, _open) = (_open - 1, 0);
    }
}
