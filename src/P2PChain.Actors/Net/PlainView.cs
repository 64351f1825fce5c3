using System.Collections.Immutable;

namespace P2PChain.Actors.Net;

/// <summary>A plain peer's chain, compared with ours. Every text is safe to show.</summary>
public sealed record PlainView
{
    /// <summary>The time for which its chain is awaited; null once it is known.</summary>
    public TimeSpan? Awaited { get; init; }

    /// <summary>Our blocks that are still to be looked through for pushes.</summary>
    public long BlocksLeft { get; init; }

    /// <summary>Pushed transactions that are not in its chain yet.</summary>
    public int Unseen { get; init; }

    /// <summary>Items whose state differs in the two chains, with the reason.</summary>
    public ImmutableArray<string> Diverged { get; init; } = [];

    /// <summary>A phrase about its items that this node cannot read; null if there are none.</summary>
    public string? Unreadable { get; init; }

    /// <inheritdoc/>
    public bool Equals(PlainView? other) => other is not null
        && (Awaited, BlocksLeft, Unseen) == (other.Awaited, other.BlocksLeft, other.Unseen)
        && Unreadable == other.Unreadable
        && Diverged.SequenceEqual(other.Diverged);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Awaited, BlocksLeft, Unseen, Unreadable, Diverged.Length);
}
