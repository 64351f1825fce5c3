using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Sync;

/// <summary>
/// One download of a chain from one peer. If more headers are missing than are held, the first pass over the headers
/// only proves their work, and keeps a mark every so many blocks. The second pass brings the same headers part by part,
/// each followed by its bodies.
/// </summary>
/// <param name="peer">The peer.</param>
/// <param name="claim">The claim that it follows.</param>
/// <param name="missing">The blocks that another peer's headers showed; null if this peer is asked for headers.</param>
internal sealed class SyncSession(PeerId peer, Claimant.Announced claim, MissingBlocks? missing = null)
{
    private readonly Dictionary<long, Hash256> _marks = [];

    /// <summary>Blocks from one mark to the next.</summary>
    public int MarkEvery { get; init; } = 1;

    public PeerId Peer { get; } = peer;

    public Claimant.Announced Claim { get; } = claim;

    public SyncStage Stage { get; set; } = SyncStage.Locating;

    /// <summary>The end of the wait for the peer; null if it owes nothing.</summary>
    public Moment? Deadline { get; set; }

    /// <summary>The start of the wait for the answer.</summary>
    public Moment AskedAt { get; set; }

    public uint RequestId { get; set; }

    public bool HasMore { get; set; }

    /// <summary>The last page of headers.</summary>
    public ImmutableArray<HeaderItem> Page { get; set; } = [];

    /// <summary>The last header that the chain has linked.</summary>
    public ChainPoint? Last { get; private set; }

    /// <summary>Whether more headers are missing than are held. They only prove the work of the chain.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Headers of the first pass so far.</summary>
    public long Headers { get; private set; }

    /// <summary>Whether a first pass has proved the work.</summary>
    public bool IsProven { get; private set; }

    /// <summary>The blocks to fetch. Peers that announce one chain share them.</summary>
    public MissingBlocks Missing { get; } = missing ?? new MissingBlocks();

    /// <summary>Whether the headers are those of another peer, which announces the same chain.</summary>
    public bool IsHelper { get; } = missing is not null;

    /// <summary>The bodies that the peer owes.</summary>
    public OwedBodies Owed { get; } = new();

    /// <summary>The time at which its bodies were requested first.</summary>
    public Moment FetchedSince { get; set; }

    /// <summary>The bodies that it sent.</summary>
    public int Delivered { get; set; }

    /// <summary>Whether its headers beat our tip.</summary>
    public bool IsWinning => IsProven || Stage is SyncStage.Ready or SyncStage.Bodies;

    /// <summary>Takes a linked page. False if the first pass has proved another chain.</summary>
    public bool TryTake(ChainPoint last, ImmutableArray<Hash256> missing)
    {
        foreach (var (header, hash, _) in Page.Where(item => item.Header.Index % MarkEvery == 0))
            if (!_marks.TryAdd(header.Index, hash) && _marks[header.Index] != hash) return false;
        Last = last;
        Headers += Page.Length;
        if (!IsTooLong)
            Missing.Add(missing);
        return true;
    }

    /// <summary>Whether the chain that its headers showed ends with its peer's claim.</summary>
    public bool HasReached(Claimant.Announced claim) =>
        !HasMore && !claim.IsSure && Last is { } last && last.Hash == claim.Tip;

    /// <summary>
    /// Whether the chain of this session is the one that another peer announces. While headers are to come, the word of
    /// its own peer counts.
    /// </summary>
    public bool Shows(Claimant.Announced claim) =>
        HasReached(claim) || (MayReachClaim && !claim.IsSure && claim.Tip == Claim.Tip);

    private bool MayReachClaim => !Claim.IsSure && (HasMore || Last is null);

    /// <summary>The wait for an answer begins.</summary>
    public void Await(Patience patience, Moment now)
    {
        AskedAt = now;
        Deadline = now.Plus(patience.Span);
    }

    /// <summary>From now on the headers only prove the work.</summary>
    public void HoldNone()
    {
        IsTooLong = true;
        Missing.Clear();
    }

    /// <summary>All headers are here, or as many as are held.</summary>
    public void Wait()
    {
        Stage = SyncStage.Ready;
        Deadline = null;
    }

    /// <summary>Its bodies are requested from now on.</summary>
    public void Fetch(Moment now)
    {
        Stage = SyncStage.Bodies;
        FetchedSince = now;
        Delivered = 0;
        Rest(now);
    }

    /// <summary>The peer owes nothing.</summary>
    public void Rest(Moment now)
    {
        AskedAt = now;
        Deadline = null;
    }

    /// <summary>The next page is asked for, unless another peer is further.</summary>
    public void Follow()
    {
        Stage = SyncStage.Following;
        Deadline = null;
    }

    /// <summary>Begins the second pass.</summary>
    public void BeginAgain(Moment deadline)
    {
        Deadline = deadline;
        IsTooLong = false;
        IsProven = true;
        Last = null;
        Stage = SyncStage.Locating;
    }
}
