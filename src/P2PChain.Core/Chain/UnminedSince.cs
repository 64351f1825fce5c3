namespace P2PChain.Core.Chain;

/// <summary>For how long transactions have waited while no block came. Time is of a clock that nobody sets.</summary>
public sealed class UnminedSince
{
    private TimeSpan? _since;

    /// <summary>The pool changed.</summary>
    public void OnPool(int count, TimeSpan now) => _since = count == 0 ? null : _since ?? now;

    /// <summary>A block joined the best chain.</summary>
    public void OnBlock() => _since = null;

    /// <summary>How long; null when nothing waits.</summary>
    public TimeSpan? At(TimeSpan now) => now - _since;
}
