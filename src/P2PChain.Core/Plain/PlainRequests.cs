using P2PChain.Core.Primitives;

namespace P2PChain.Core.Plain;

/// <summary>
/// Matches answers to requests for a plain peer's chain, when one was late and was requested again. Answers carry no
/// id, but come in order. All requests that are open together were sent while nothing was pushed, so the first answer
/// serves for all of them. The other answers lack the later pushes, so they are passed. They follow directly behind the
/// first one. After a while none comes any more, and an answer then belongs to a newer request.
/// </summary>
public sealed class PlainRequests
{
    /// <summary>The time after an answer in which an answer to an earlier request may begin.</summary>
    public static readonly TimeSpan LateMax = TimeSpan.FromSeconds(20);

    private int _open;
    private int _late;
    private Moment _endedAt;

    /// <summary>Whether an answer may come.</summary>
    public bool MayCome => _open > 0 || _late > 0;

    /// <summary>Its chain is requested.</summary>
    public void OnAsked() => _open++;

    /// <summary>An answer begins.</summary>
    /// <returns>Whether it has the present chain; otherwise it is too late.</returns>
    public bool OnBegun(Moment now)
    {
        if (_open > 0 && now.Since(_endedAt) > LateMax) _late = 0;
        if (_late == 0) return true;
        _late--;
        return false;
    }

    /// <summary>An answer has ended. One with the present chain serves for every open request.</summary>
    public void OnEnded(bool isLate, Moment now)
    {
        _endedAt = now;
        if (isLate) return;
        _late = _open - 1;
        _open = 0;
    }
}
