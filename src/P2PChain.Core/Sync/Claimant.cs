using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>What the planner knows of one peer.</summary>
internal sealed class Claimant
{
    /// <summary>The chain that it last announced; null once a session followed it.</summary>
    public Announced? Claim { get; set; }

    /// <summary>The claim that its own headers refuted.</summary>
    public (Work Work, Hash256 Tip)? Refuted { get; set; }

    /// <summary>
    /// The number of its last session that brought nothing or ended late, counted in such sessions; 0 if there is none.
    /// </summary>
    public long LastFruitless { get; set; }

    /// <summary>Until then its claim is not followed, because a block of that chain cannot be kept yet.</summary>
    public Moment? PausedUntil { get; set; }

    /// <summary>Turns in which its headers did not prove their work yet.</summary>
    public int Turns { get; set; }

    public Patience Headers { get; } = new(SyncPlanner.HeadersTimeoutMin, SyncPlanner.TimeoutMax);

    public Patience Bodies { get; } = new(SyncPlanner.BodyTimeoutMin, SyncPlanner.TimeoutMax);

    public Unanswered Unanswered { get; } = new();

    /// <summary>A request was not answered in time. Whether it is one too many.</summary>
    public bool IsOneTooMany(SyncStage stage, Moment now)
    {
        (stage is SyncStage.Headers ? Headers : Bodies).OnTimeout();
        return Unanswered.Add(now);
    }

    /// <summary>A peer's best chain.</summary>
    /// <param name="Work">Its work.</param>
    /// <param name="Tip">Its last block.</param>
    /// <param name="IsSure">Whether the peer sent a block of it that does not connect here.</param>
    /// <param name="Number">Counts the claims of all peers.</param>
    public readonly record struct Announced(Work Work, Hash256 Tip, bool IsSure, long Number)
    {
        /// <summary>Whether the chain is worth its headers.</summary>
        public bool IsAhead(Work work, Hash256 tip) => IsSure || HeaderNode.IsAhead(Work, Tip, work, tip);
    }
}
