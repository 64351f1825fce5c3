using System.Collections.Immutable;

namespace P2PChain.Actors.Net;

/// <summary>A plain peer's chain and ours. Every text is safe to show.</summary>
public sealed record PlainView
{
    /// <summary>For how long its chain is awaited; null when the chain is known.</summary>
    public TimeSpan? Awaited { get; init; }

    /// <summary>Our blocks that were not gone through for that peer.</summary>
    public long BlocksLeft { get; init; }

    /// <summary>Transactions that were sent and that its chain has not shown yet.</summary>
    public int Unseen { get; init; }

    /// <summary>Items of which the two chains tell different stories, and why.</summary>
    public ImmutableArray<string> Diverged { get; init; } = [];

    /// <summary>A phrase about its items that this node cannot read; null when there is none.</summary>
    public string? Unreadable { get; init; }

    /// <inheritdoc/>
    public bool Equals(PlainView? other) => other is not null
        && (Awaited, BlocksLeft, Unseen, Unreadable) == (other.Awaited, other.BlocksLeft, other.Unseen, other.Unreadable)
        && Diverged.SequenceEqual(other.Diverged);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Awaited, BlocksLeft, Unseen, Unreadable, Diverged.Length);
}
