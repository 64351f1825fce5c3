using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>The planner's knowledge of one peer.</summary>
internal sealed class Claimant
{
    private const int SetbacksMax = 16;

    private readonly AnswerRecord _own = new();
    private int _setbacks;

    /// <summary>Whether this node dialled it, or a person named its address.</summary>
    public bool IsChosen { get; set; }

    /// <summary>The record of its address, shared by all connections from there.</summary>
    public AnswerRecord Address { get; set; } = new();

    /// <summary>The chain to follow; null once a session followed it.</summary>
    public Announced? Claim { get; set; }

    /// <summary>The chain that it last announced; null if it announced none.</summary>
    public Announced? Last { get; set; }

    /// <summary>The claim that its own headers refuted.</summary>
    public (Work Work, Hash256 Tip)? Refuted { get; set; }

    /// <summary>The blocks of another peer's chain, of which it lacked one.</summary>
    public MissingBlocks? HelpedInVain { get; set; }

    /// <summary>Until then its claim is not followed, because a block of that chain cannot be kept yet.</summary>
    public Moment? PausedUntil { get; set; }

    /// <summary>Turns in which its headers did not prove their work yet.</summary>
    public int Turns { get; set; }

    public Patience Headers { get; } = new(SyncLimits.HeadersTimeoutMin, SyncLimits.TimeoutMax);

    public Patience Bodies { get; } = new(SyncLimits.BodyTimeoutMin, SyncLimits.TimeoutMax);

    public Unanswered Unanswered { get; } = new();

    /// <summary>The connection's own record comes first. A fresh connection has the rank of its address.</summary>
    public PeerRank Rank =>
        _own.LastFruitless > 0 ? PeerRank.Late
        : _own.HasDelivered ? PeerRank.Delivered
        : Address.LastFruitless > 0 ? PeerRank.Late
        : Address.HasDelivered ? PeerRank.Delivered
        : PeerRank.Fresh;

    /// <summary>The number of its last question in vain. The one that waits longest is asked first.</summary>
    public long LastFruitless => _own.LastFruitless;

    /// <summary>It brought headers or bodies that were of use.</summary>
    public void OnDelivered()
    {
        _setbacks = 0;
        _own.OnDelivered();
        Address.OnDelivered();
    }

    /// <summary>A question to it was in vain.</summary>
    public void OnFruitless(long number)
    {
        _own.OnFruitless(number);
        Address.OnFruitless(number);
    }

    /// <summary>A block of its chain could not be kept.</summary>
    /// <returns>The pause, twice as long as the one before.</returns>
    public TimeSpan OnSetback(TimeSpan first)
    {
        _setbacks = Math.Min(_setbacks + 1, SetbacksMax);
        return first * (1 << (_setbacks - 1));
    }

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
