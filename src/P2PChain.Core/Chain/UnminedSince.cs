namespace P2PChain.Core.Chain;

/// <summary>The time for which transactions have waited without a block, by a monotonic clock.</summary>
public sealed class UnminedSince
{
    private TimeSpan? _since;

    /// <summary>The pool changed.</summary>
    public void OnPool(int count, TimeSpan now) => _since = count == 0 ? null : _since ?? now;

    /// <summary>A block joined the best chain.</summary>
    public void OnBlock() => _since = null;

    /// <summary>The time; null if no transaction waits.</summary>
    public TimeSpan? At(TimeSpan now) => now - _since;
}
