using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Plain;

/// <summary>
/// A plain peer's chain as that peer should see it by now: the chain that it sent, and our pushes since, which it
/// accepts or refuses in silence. Decides which transactions to push, under which index, and when to read its chain
/// again.
/// </summary>
/// <remarks>
/// Lines come in order. So the index of a block that the peer mined shows which of our pushes came before it, and that
/// the push with the same index was lost. The fate of other pushes, and the pushes of other nodes, are found by
/// reading. Until then no push is repeated. The time is an argument. Source: docs/protocol.md, plain peers.
/// </remarks>
public sealed class PlainPeer(PlainTimes times)
{
    /// <summary>
    /// The most pushes, and transactions of blocks that the peer mined, since its chain was last read. Further ones
    /// wait for the next reading.
    /// </summary>
    public const int SinceMax = 1024;

    // A push that loses to other nodes' blocks succeeds some day. A push that the peer refuses never does.
    private const int AttemptsMax = 10;
    private const int RememberedMax = 1024;

    private readonly PlainLedger _told = new();
    private readonly List<PlainSince> _since = [];
    private readonly Dictionary<ulong, PlainItem> _ahead = [];
    private readonly HashSet<Hash256> _undecided = [];
    private readonly RecentlyUsed<Hash256, int> _losses = new(RememberedMax);
    private readonly PlainRewind _rewind = new(times.ReadEvery);
    private Moment? _askedAt;
    private Moment? _doubtSince;
    private Moment? _postponedDue;
    private long? _postponedFrom;
    private long _position;
    private long _offeredTo;
    private bool _isOther;
    private bool _hasBegun;
    private TimeSpan _retry = times.RetryMin;

    /// <summary>Counts the changes of its items.</summary>
    public long Version { get; private set; }

    /// <summary>Whether its chain was read, so that pushes can be decided.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Whether its chain was requested and has not come to its end.</summary>
    public bool IsReading { get; private set; }

    /// <summary>Whether it has more items than are followed: then nothing is pushed.</summary>
    public bool IsTooLarge => _told.IsTooLarge;

    /// <summary>The number of blocks of its chain by our count: the index of the next push.</summary>
    public long Length { get; private set; }

    /// <summary>The number of blocks of its chain by its own messages.</summary>
    public long ToldLength => _told.Length;

    /// <summary>Pushes that its chain has not shown yet.</summary>
    public int Unseen => _since.Count(static since => since is PlainSince.Push);

    /// <summary>When to request its chain, for the first time or again; null if there is no reason to.</summary>
    public Moment? ReadDue
    {
        get
        {
            if (IsReading) return _hasBegun ? null : _askedAt?.Plus(_retry);
            if (_askedAt is not { } asked) return new Moment(0);
            var doubt = _doubtSince?.Plus(times.ReadAfter);
            var due = doubt is { } at && !(_postponedDue < at) ? at : _postponedDue;
            var soonest = asked.Plus(times.ReadEvery);
            return due < soonest ? soonest : due;
        }
    }

    /// <summary>Whether a push may go out now.</summary>
    public bool MayPush => IsKnown && !IsReading && !IsTooLarge && _since.Count < SinceMax;

    /// <summary>
    /// Whether the next block of its chain need not be read: it is known, and its transactions were offered.
    /// </summary>
    public bool MayPass => _position < Math.Min(_told.Length - 1, OfferFrom);

    private long OfferFrom => Math.Min(_offeredTo, _postponedFrom ?? long.MaxValue);

    /// <summary>The state of an item there.</summary>
    public PlainItem Find(ulong key) => _ahead.TryGetValue(key, out var item) ? item : _told.Find(key);

    /// <summary>Its chain is requested.</summary>
    public void OnAsked(Moment now)
    {
        // A peer that has not answered is asked again, each time after a longer pause.
        _retry = !IsReading ? times.RetryMin : _retry * 2 > times.RetryMax ? times.RetryMax : _retry * 2;
        _askedAt = now;
        IsReading = true;
        _position = 0;
        _isOther = false;
        _hasBegun = false;
        // Transactions that the pool refuses from here on are postponed once more.
        _offeredTo = OfferFrom;
        _postponedFrom = null;
        _postponedDue = null;
    }

    /// <summary>The requested chain begins to come.</summary>
    public void OnBegun() => _hasBegun = true;

    /// <summary>The next block of the requested chain was passed, as <see cref="MayPass"/> allowed.</summary>
    public void OnPassed() => _position++;

    /// <summary>The next block of the requested chain was read.</summary>
    /// <returns>Whether its transactions are yet to be offered to our pool.</returns>
    public bool OnRead(PlainBlock block)
    {
        var position = _position++;
        if (position == _told.Length - 1) _isOther |= block.Hash != _told.LastHash;
        _isOther |= block.Index != position;
        if (position >= _told.Length)
        {
            _told.Append(block);
            foreach (var transaction in block.Transactions) _rewind.Unblock(PlainItem.KeyOf(transaction.Uid));
        }
        return position >= _offeredTo;
    }

    /// <summary>The requested chain has come to its end.</summary>
    public void OnReadEnd(Moment now)
    {
        IsReading = false;
        Version++;
        var isWhole = !_isOther && _position >= _told.Length;
        foreach (var push in _since.OfType<PlainSince.Push>())
            if (isWhole && !_told.Find(push.Key).Has(push.Transaction)) Lose(push, byReading: true);
        _since.Clear();
        _ahead.Clear();
        _undecided.Clear();
        _doubtSince = null;
        if (!isWhole) Forget(now);
        IsKnown = isWhole;
        Length = _told.Length;
        _offeredTo = _told.Length;
    }

    /// <summary>A block that it mined, or took from a person there.</summary>
    public void OnBlock(PlainBlock block, Moment now)
    {
        // Before the first reading, and during a reading, its chain itself has the block.
        if (!IsKnown) return;
        Version++;
        if (_since.Count == 0 && block.Index == _told.Length)
        {
            _told.Append(block);
            Length = _told.Length;
            if (_offeredTo == Length - 1) _offeredTo = Length;
        }
        else if (_since.Sum(since => since.Weight) + block.Transactions.Length + 1 > SinceMax)
        {
            IsKnown = false;
            _doubtSince ??= now;
        }
        else
        {
            foreach (var lost in _since.OfType<PlainSince.Push>().Where(push => push.Index == block.Index).ToList())
            {
                Lose(lost, byReading: false);
                _since.Remove(lost);
            }
            // The pushes with a smaller index came before it.
            var place = _since.Count;
            while (place > 0 && _since[place - 1] is PlainSince.Push push && push.Index >= block.Index) place--;
            _since.Insert(place, new PlainSince.Mined(block));
            _doubtSince ??= now;
            Reckon();
        }
        foreach (var transaction in block.Transactions) _rewind.Unblock(PlainItem.KeyOf(transaction.Uid));
    }

    /// <summary>Decides about a transaction of ours.</summary>
    /// <param name="transaction">Confirmed on our best chain.</param>
    /// <param name="height">The height of its block.</param>
    public PlainPushVerdict Judge(Transaction transaction, long height)
    {
        var key = PlainItem.KeyOf(transaction.Uid);
        var item = Find(key);
        if (item.Has(transaction) || _undecided.Contains(transaction.TxId)) return PlainPushVerdict.Has;
        if (transaction.Content.Note is not null) return PlainPushVerdict.HasNote;
        if (item.Takes(transaction) && !(_losses.TryGet(transaction.TxId, out var losses) && losses >= AttemptsMax))
            return PlainPushVerdict.Push;
        _rewind.Block(key, height);
        return PlainPushVerdict.WouldRefuse;
    }

    /// <summary>A transaction that was judged is pushed under the index <see cref="Length"/>.</summary>
    public void OnPushed(Transaction transaction, long height, Moment now)
    {
        _since.Add(new PlainSince.Push(Length, PlainItem.KeyOf(transaction.Uid), transaction, height));
        _undecided.Add(transaction.TxId);
        Take(transaction);
        Length++;
        Version++;
        _doubtSince ??= now;
    }

    /// <summary>
    /// Whether our ledger is to be asked about the last transaction of an item there, although it is too old to be
    /// accepted.
    /// </summary>
    public bool IsBehind(ItemId uid) => _told.Find(PlainItem.KeyOf(uid)).IsBehind;

    /// <summary>
    /// A transaction that is old there is on our chain: it was taken twice. Our newest transaction of that item is
    /// pushed once more.
    /// </summary>
    /// <param name="uid">The item.</param>
    /// <param name="height">The height of our block with the item's newest transaction.</param>
    public void OnRepeated(ItemId uid, long height)
    {
        if (!IsBehind(uid)) return;
        _told.MarkRepeated(PlainItem.KeyOf(uid));
        _rewind.To(height);
    }

    /// <summary>A transaction of its chain could not be offered for now.</summary>
    /// <param name="position">The position of its block.</param>
    /// <param name="due">When it may be offered again.</param>
    public void Postpone(long position, Moment due)
    {
        _postponedFrom = Math.Min(_postponedFrom ?? position, position);
        if (_postponedDue is not { } before || due < before) _postponedDue = due;
    }

    /// <summary>
    /// Where to walk our chain again, because pushes were lost or the obstacle of a push moved.
    /// </summary>
    /// <param name="now">The node's clock. It limits the walks for a peer that moves its items often.</param>
    /// <param name="height">The first block of the walk.</param>
    public bool TryTakeRewind(Moment now, out long height) => _rewind.TryTake(now, out height);

    /// <summary>Applies the events since its chain was last read, as the peer does.</summary>
    private void Reckon()
    {
        _ahead.Clear();
        Length = _told.Length;
        foreach (var since in _since) Reckon(since);
    }

    private void Reckon(PlainSince since)
    {
        switch (since)
        {
            case PlainSince.Push push when push.Index == Length && Find(push.Key).Takes(push.Transaction):
                Take(push.Transaction);
                Length++;
                break;
            case PlainSince.Push: break; // refused, by all that is known
            case PlainSince.Mined(var block):
                foreach (var transaction in block.Transactions) Take(transaction);
                Length = block.Index + 1;
                break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Take(Transaction transaction)
    {
        var key = PlainItem.KeyOf(transaction.Uid);
        _ahead[key] = Find(key).After(transaction);
    }

    private void Lose(PlainSince.Push push, bool byReading)
    {
        _rewind.To(push.Height);
        _undecided.Remove(push.Transaction.TxId);
        if (!byReading) return;
        var losses = _losses.TryGet(push.Transaction.TxId, out var before) ? before + 1 : 1;
        _losses.Set(push.Transaction.TxId, losses);
    }

    /// <summary>The peer has another chain than before: nothing that was known of it holds.</summary>
    private void Forget(Moment now)
    {
        _told.Clear();
        _doubtSince = now;
        _rewind.To(1);
    }
}
