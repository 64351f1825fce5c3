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
/// Decides what people are told of what happens to the chain: a bounded number of lines, however much happens at once.
/// What the chain does in one step is told together. Time is of the monotonic clock.
/// </summary>
/// <param name="me">This node's key.</param>
/// <param name="addresses">Of the connected peers.</param>
internal sealed class ChainNews(PublicKey me, IReadOnlyDictionary<PeerId, string> addresses)
{
    /// <summary>A step that adopts more blocks is told in one line.</summary>
    private const int AdoptedLinesMax = 5;

    // Own transactions whose outcome was told and then withdrawn; a person looks at a handful.
    private const int UnsettledMax = 1_000;

    /// <summary>During a sync, for so long at most news other than of blocks is kept.</summary>
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

    /// <summary>Whether something is kept that <see cref="OnTime"/> tells.</summary>
    public bool IsWaiting => _catchUp.IsOn;

    /// <summary>What is told of an event.</summary>
    public IEnumerable<INews> On(IChainEvent happened, Moment now)
    {
        switch (happened)
        {
            case ChainEvents.BlockConnected connected: OnBlock(connected); break;
            case ChainEvents.TipMoved moved: _moved = moved; break;
            case ChainEvents.Reorganised reorganised: OnReorganised(reorganised, now); break;
            case ChainEvents.TransactionRefused(var refused): OnRefused(refused); break;
            case ChainEvents.TransactionAdmitted({ Source.Origin: PoolOrigin.Here, Transaction: var own }, IsReturned: true, var until):
                _unsettled.Set(own.TxId, OwnOutcome.Returned);
                _own.Add(OwnOutcome.Returned, own.Uid, own.TxId, new ReturnedNews(own.Uid, own.Content.Type, own.TxId, until));
                break;
            case ChainEvents.PoolChanged when _moved is { } moved: return EndStep(moved, now); // the last event of a step
            case ChainEvents.ClockJudged(var finding):
                _clock = finding;
                return [new ClockNews(finding)];
            default: break;
        }
        return [];
    }

    /// <summary>What is told by the time, and by the height of the highest peer.</summary>
    public IEnumerable<INews> OnTime(long target, Moment now)
    {
        var news = _catchUp.OnTime(target, now);
        return _catchUp.IsOn && now.Since(_toldAt) < KeptMax ? news : [.. news, .. Kept(now)];
    }

    /// <summary>What became of own transactions, without waiting for the end of a sync.</summary>
    public IEnumerable<INews> Own() => _own.Take();

    /// <summary>The rewrites of the last day.</summary>
    public ImmutableArray<RewriteNews> Rewrites(Moment now) => _rewrites.Shown(now);

    /// <summary>Shows the rewrites from before a restart.</summary>
    /// <param name="kept">The alarms, the earliest first.</param>
    /// <param name="clock">The wall clock, by which they are dated.</param>
    /// <param name="now">The monotonic clock.</param>
    public void Restore(ImmutableArray<KeptRewrite> kept, UnixTime clock, Moment now) => _rewrites.Restore(kept, clock, now);

    /// <summary>The rewrites that are to be kept, because they are new or took more items.</summary>
    public IEnumerable<KeptRewrite> TakeChanged(UnixTime clock, Moment now) => _rewrites.TakeChanged(clock, now);

    /// <summary>The alarms that still hold, for a person who begins to watch.</summary>
    public IEnumerable<INews> Alarms(Moment now) => [.. _rewrites.Shown(now), .. _clock is null ? [] : new INews[] { new ClockNews(_clock) }];

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
        foreach (var (uid, _, by) in connected.ReleasedByOthers.Where(one => one.Holder == me))
            _own.Add(OwnOutcome.Released, uid, default, new ReleasedByOtherNews(uid, by, block.Height));
    }

    private BlockNews News(Block block, PeerId? from)
    {
        var moves = block.Transactions.Select(t => new MoveView(t.Uid, t.Content.Type, t.Requester, t.Content.Note, t.Requester == me));
        return new BlockNews(block.Height, Origin(block, from), [.. moves]);
    }

    /// <summary>The address of the peer that a block came from. Blocks of a branch were kept before, and their origin was not.</summary>
    private string? Origin(Block block, PeerId? from)
    {
        if (block.Header.Miner == me) return null;
        return from is { } peer ? addresses.GetValueOrDefault(peer, "a peer") : "a peer";
    }

    private void OnReorganised(ChainEvents.Reorganised moved, Moment now)
    {
        _rewrites.On(moved, now);
        var (abandoned, adopted) = (_reorganised?.Abandoned ?? 0, _reorganised?.Adopted ?? 0);
        _reorganised = new ReorganisedNews(abandoned + moved.Abandoned, adopted + moved.Adopted, ChainProtocol.ChainTip.Of(moved.Tip));
    }

    private void OnRefused(RefusedTransaction refused)
    {
        var (uid, type, txId) = (refused.Transaction.Uid, refused.Transaction.Content.Type, refused.Transaction.TxId);
        _rewrites.OnRefused(txId);
        if (refused.Source.Origin != PoolOrigin.Here) return;
        // One that was confirmed once was told as confirmed, also where it waited in between.
        var wasConfirmed = refused.WasConfirmed || (_unsettled.TryGet(txId, out var before) && before == OwnOutcome.Returned);
        _unsettled.Set(txId, null);
        if (wasConfirmed) _own.Add(OwnOutcome.Superseded, uid, txId, new SupersededNews(type, refused.Refusal) { TxId = txId });
    }

    private IReadOnlyList<INews> EndStep(ChainEvents.TipMoved moved, Moment now)
    {
        if (!_catchUp.IsOn) _toldAt = now;
        var lines = _connected <= AdoptedLinesMax ? [.. _blocks] : ImmutableArray<BlockNews>.Empty;
        var news = _catchUp.OnBlocks(lines, _connected, moved.Tip.Height, moved.IsCatchingUp, now);
        _blocks.Clear();
        (_connected, _moved) = (0, null);
        return _catchUp.IsOn ? news : [.. news, .. Kept(now)];
    }

    /// <summary>All but blocks, the alarm last.</summary>
    private IReadOnlyList<INews> Kept(Moment now)
    {
        INews[] reorganised = _reorganised is null ? [] : [_reorganised];
        (_reorganised, _toldAt) = (null, now);
        return [.. reorganised, .. _own.Take(), .. _rewrites.Take(now)];
    }
}
