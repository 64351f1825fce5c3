using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Console.News;

/// <summary>
/// Turns the chain's events into news. The number of lines is bounded, however many events there are. The events of one
/// step of the chain are told together.
/// </summary>
/// <param name="me">This node's key.</param>
/// <param name="addresses">The addresses of the connected peers.</param>
internal sealed class ChainNews(PublicKey me, IReadOnlyDictionary<PeerId, string> addresses)
{
    /// <summary>A step that adopts more blocks is one line.</summary>
    private const int AdoptedLinesMax = 5;

    // Own transactions whose outcome was told and withdrawn. A person watches a handful.
    private const int UnsettledMax = 1_000;

    /// <summary>The time for which a sync delays news that is not of blocks.</summary>
    private static readonly TimeSpan KeptMax = TimeSpan.FromSeconds(10);

    private readonly RecentlyUsed<Hash256, OwnOutcome?> _unsettled = new(UnsettledMax);
    private readonly OwnOutcomes _own = new();
    private readonly Rewrites _rewrites = new();
    private readonly CatchUp _catchUp = new();
    private readonly List<BlockNews> _blocks = [];
    private int _connected;
    private ChainEvents.TipMoved? _moved;
    private ReorganisedNews? _reorganised;
    private ClockFinding? _clock;
    private Moment _toldAt;

    /// <summary>Whether <see cref="OnTime"/> must be called.</summary>
    public bool IsWaiting => _catchUp.IsOn;

    /// <summary>The news after an event.</summary>
    public IEnumerable<INews> On(IChainEvent happened, Moment now)
    {
        switch (happened)
        {
            case ChainEvents.BlockConnected connected: OnBlock(connected); break;
            case ChainEvents.TipMoved moved: _moved = moved; break;
            case ChainEvents.Reorganised reorganised: OnReorganised(reorganised, now); break;
            case ChainEvents.TransactionRefused(var refused): OnRefused(refused); break;
            case ChainEvents.TransactionAdmitted({ Source.Origin: PoolOrigin.Here } entry, IsReturned: true, var until):
                OnReturned(entry.Transaction, until);
                break;
            // The last event of a step.
            case ChainEvents.PoolChanged when _moved is { } moved: return EndStep(moved, now);
            case ChainEvents.ClockJudged(var finding):
                _clock = finding;
                return [new ClockNews(finding)];
            default: break;
        }
        return [];
    }

    /// <summary>The news that are due, given the height of the highest peer.</summary>
    public IEnumerable<INews> OnTime(long target, Moment now)
    {
        var news = _catchUp.OnTime(target, now);
        return _catchUp.IsOn && now.Since(_toldAt) < KeptMax ? news : [.. news, .. Kept(now)];
    }

    /// <summary>The outcomes of own transactions, without a delay by a sync.</summary>
    public IEnumerable<INews> Own() => _own.Take();

    /// <summary>The rewrites of the last day.</summary>
    public ImmutableArray<RewriteNews> Rewrites(Moment now) => _rewrites.Shown(now);

    /// <summary>Shows the rewrites from before a restart.</summary>
    /// <param name="kept">The alarms, the earliest first.</param>
    /// <param name="clock">The wall clock, by which they are dated.</param>
    /// <param name="now">The monotonic clock.</param>
    public void Restore(ImmutableArray<KeptRewrite> kept, UnixTime clock, Moment now) =>
        _rewrites.Restore(kept, clock, now);

    /// <summary>The rewrites to store: new ones, and those that took more items.</summary>
    public IEnumerable<KeptRewrite> TakeChanged(UnixTime clock, Moment now) => _rewrites.TakeChanged(clock, now);

    /// <summary>The present alarms, for a new screen.</summary>
    public IEnumerable<INews> Alarms(Moment now)
    {
        INews[] clock = _clock is null ? [] : [new ClockNews(_clock)];
        return [.. _rewrites.Shown(now), .. clock];
    }

    private void OnBlock(ChainEvents.BlockConnected connected)
    {
        var block = connected.Block;
        if (++_connected <= AdoptedLinesMax) _blocks.Add(News(block, connected.From));
        foreach (var transaction in block.Transactions.Where(t => _unsettled.Remove(t.TxId)))
        {
            // A refusal is relative to the best chain: a block that wins later may confirm the transaction.
            var (uid, type, txId) = (transaction.Uid, transaction.Content.Type, transaction.TxId);
            _own.Add(OwnOutcome.Confirmed, uid, txId, new ConfirmedNews(uid, type, txId, block.Height));
        }
        foreach (var (uid, _, _, by, height) in connected.ReleasedByOthers.Where(one => one.Holder == me))
            _own.Add(OwnOutcome.Released, uid, default, new ReleasedByOtherNews(uid, by, height));
    }

    private BlockNews News(Block block, PeerId? from)
    {
        var moves = block.Transactions.Select(
            t => new MoveView(t.Uid, t.Content.Type, t.Requester, t.Content.Note, t.Requester == me));
        return new BlockNews(block.Height, Origin(block, from), [.. moves]);
    }

    /// <summary>The address of the peer that sent a block. For the older blocks of a branch it is unknown.</summary>
    private string? Origin(Block block, PeerId? from)
    {
        if (block.Header.Miner == me) return null;
        return from is { } peer ? addresses.GetValueOrDefault(peer, "a peer") : "a peer";
    }

    private void OnReorganised(ChainEvents.Reorganised moved, Moment now)
    {
        _rewrites.On(moved, now);
        var abandoned = moved.Abandoned + (_reorganised?.Abandoned ?? 0);
        var adopted = moved.Adopted + (_reorganised?.Adopted ?? 0);
        _reorganised = new ReorganisedNews(abandoned, adopted, ChainProtocol.ChainTip.Of(moved.Tip));
    }

    private void OnReturned(Transaction own, UnixTime? until)
    {
        _unsettled.Set(own.TxId, OwnOutcome.Returned);
        var news = new ReturnedNews(own.Uid, own.Content.Type, own.TxId, until);
        _own.Add(OwnOutcome.Returned, own.Uid, own.TxId, news);
    }

    private void OnRefused(RefusedTransaction refused)
    {
        var (uid, type, txId) = (refused.Transaction.Uid, refused.Transaction.Content.Type, refused.Transaction.TxId);
        _rewrites.OnRefused(txId);
        if (refused.Source.Origin != PoolOrigin.Here) return;
        // A returned transaction was told as confirmed before.
        var isReturned = _unsettled.TryGet(txId, out var before) && before == OwnOutcome.Returned;
        _unsettled.Set(txId, null);
        if (!refused.WasConfirmed && !isReturned) return;
        _own.Add(OwnOutcome.Superseded, uid, txId, new SupersededNews(type, refused.Refusal) { TxId = txId });
    }

    private IReadOnlyList<INews> EndStep(ChainEvents.TipMoved moved, Moment now)
    {
        if (!_catchUp.IsOn) _toldAt = now;
        var lines = _connected <= AdoptedLinesMax ? [.. _blocks] : ImmutableArray<BlockNews>.Empty;
        var news = _catchUp.OnBlocks(lines, _connected, moved.Tip.Height, moved.IsCatchingUp, now);
        _blocks.Clear();
        _connected = 0;
        _moved = null;
        return _catchUp.IsOn ? news : [.. news, .. Kept(now)];
    }

    /// <summary>All news but blocks, the alarm last.</summary>
    private IReadOnlyList<INews> Kept(Moment now)
    {
        INews[] reorganised = _reorganised is null ? [] : [_reorganised];
        _reorganised = null;
        _toldAt = now;
        return [.. reorganised, .. _own.Take(), .. _rewrites.Take(now)];
    }
}
