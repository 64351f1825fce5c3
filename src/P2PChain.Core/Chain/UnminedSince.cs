namespace P2PChain.Core.Chain;

/// <summary>The time for which transactions have waited without a block, by a monotonic clock.</summary>
public sealed class UnminedSince
{
    /// <summary>The start of the time; null if no transaction waits.</summary>
    public TimeSpan? Since { get; private set; }

    /// <summary>The pool changed.</summary>
    public void OnPool(int count, TimeSpan now) => Since = count == 0 ? null : Since ?? now;

    /// <summary>A block joined the best chain.</summary>
    public void OnBlock() => Since = null;

    /// <summary>The time; null if no transaction waits.</summary>
    public TimeSpan? At(TimeSpan now) => now - Since;
}
