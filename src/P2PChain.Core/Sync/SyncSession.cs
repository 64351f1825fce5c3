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
/// <param name="markEvery">Blocks from one mark to the next.</param>
internal sealed class SyncSession(PeerId peer, Claimant.Announced claim, int markEvery)
{
    private readonly Dictionary<long, Hash256> _marks = [];

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

    public Queue<Hash256> Missing { get; } = new();

    public HashSet<Hash256> InFlight { get; } = [];

    /// <summary>Takes a linked page. False if the first pass has proved another chain.</summary>
    public bool TryTake(ChainPoint last, ImmutableArray<Hash256> missing)
    {
        foreach (var (header, hash, _) in Page.Where(item => item.Header.Index % markEvery == 0))
            if (!_marks.TryAdd(header.Index, hash) && _marks[header.Index] != hash) return false;
        Last = last;
        Headers += Page.Length;
        if (!IsTooLong)
            foreach (var hash in missing) Missing.Enqueue(hash);
        return true;
    }

    /// <summary>Whether the chain that its headers showed ends with its peer's claim.</summary>
    public bool HasReached(Claimant.Announced claim) =>
        !HasMore && !claim.IsSure && Last is { } last && last.Hash == claim.Tip;

    /// <summary>A block was kept that another peer sent.</summary>
    public void Skip(Hash256 hash)
    {
        if (Missing.TryPeek(out var next) && next == hash) Missing.Dequeue();
    }

    /// <summary>Whether this block is requested, or comes next.</summary>
    public bool MustFetch(Hash256 hash) =>
        InFlight.Contains(hash) || (Missing.TryPeek(out var next) && next == hash);

    /// <summary>The next missing blocks, as many as may be in flight.</summary>
    public ImmutableArray<Hash256> TakeMissing()
    {
        var hashes = ImmutableArray.CreateBuilder<Hash256>();
        while (InFlight.Count < Message.GetBlocks.CountMax && Missing.TryDequeue(out var hash))
        {
            InFlight.Add(hash);
            hashes.Add(hash);
        }
        return hashes.ToImmutable();
    }

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

    /// <summary>The headers win. No more bodies are asked for while another peer sends them.</summary>
    public void Wait(Patience patience, Moment now)
    {
        if (InFlight.Count == 0) Stage = SyncStage.Ready;
        Deadline = InFlight.Count == 0 ? null : now.Plus(patience.Span);
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
