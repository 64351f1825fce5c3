namespace P2PChain.Core.Peering;

/// <summary>
/// Which answer is to which request for a plain peer's chain, where one was late and was asked for again. Nothing in an answer tells, but
/// they come in order. All requests that are open together were sent while nothing was pushed, so the first answer serves for all of
/// them; those that may still come are passed, for what was pushed since they lack.
/// </summary>
public sealed class PlainRequests
{
    private int _open;
    private int _late;

    /// <summary>Whether an answer may come.</summary>
    public bool MayCome => _open > 0 || _late > 0;

    /// <summary>Its chain is asked for.</summary>
    public void OnAsked() => _open++;

    /// <summary>An answer begins.</summary>
    /// <returns>Whether it tells the chain as it is now; otherwise it comes too late.</returns>
    public bool OnBegun()
    {
        if (_late == 0) return true;
        _late--;
        return false;
    }

    /// <summary>An answer that tells the chain as it is now has ended.</summary>
    public void OnEnded() => (_late, _open) = (_late + _open - 1, 0);
}
