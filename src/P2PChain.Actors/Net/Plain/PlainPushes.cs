using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net.Peer;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Plain;

/// <summary>
/// Reads our best chain part by part and pushes the transactions that a plain peer lacks and accepts.
/// </summary>
internal sealed class PlainPushes(PeerContext context, PeerWriter writer, IActorRef self)
{
    private readonly PushCursor _cursor = new(context.Settings.Plain);
    private readonly Queue<(Transaction Transaction, Block Block)> _work = new();
    private ChainProtocol.Confirmed? _page;
    private long _ticket;
    private bool _isAsking;

    /// <summary>Custody at our tip, as last read; null before that.</summary>
    public CustodyState? Custody { get; set; }

    public bool IsDone(Moment now) => _page is null && !_isAsking && _cursor.IsDone(now);

    public Moment TipSince => _cursor.TipSince;

    public long BlocksLeft => _cursor.Left;

    public Moment? RipeAt(Moment now) => _cursor.RipeAt(now);

    public void OnPage(ChainProtocol.Confirmed page)
    {
        Custody = context.Ledger.Current?.Custody;
        if (page.Ticket != _ticket) return; // asked for before a rewind
        _isAsking = false;
        _page = page;
        foreach (var block in page.Part.Blocks)
            foreach (var transaction in block.Transactions) _work.Enqueue((transaction, block));
    }

    /// <summary>Pushes while the peer may be pushed to and the outbox has room. Then asks for the next part.</summary>
    public PeerFault? Step(PlainPeer model, PlainDivergence divergence, ChainProtocol.ChainTip ours, Moment now)
    {
        _cursor.OnTip(ours.Height, ours.Hash, now);
        if (model.TryTakeRewind(now, out var height)) Rewind(height);
        while (model.MayPush && writer.HasRoomForBodies && _work.TryDequeue(out var next))
        {
            var verdict = model.Judge(next.Transaction, next.Block.Height);
            if (verdict == PlainPushVerdict.HasNote) divergence.OnNoted(next.Transaction.Uid);
            if (verdict != PlainPushVerdict.Push) continue;
            var push = Push(next.Transaction, next.Block, model.Length);
            if (writer.Send(push, OutboxPriority.Blocks) is { } fault) return fault;
            model.OnPushed(next.Transaction, next.Block.Height, now);
        }
        if (_page is { } done && _work.Count == 0)
        {
            _cursor.MoveTo(done.Part.To, done.Part.ToHash);
            _page = null;
        }
        if (_page is null && !_isAsking && model.MayPush && _cursor.NextHeight(now) is { } upTo)
        {
            _isAsking = true;
            var ask = new ChainProtocol.GetConfirmed(_ticket, _cursor.Height, _cursor.Hash, upTo);
            context.Refs.Readers.Tell(ask, self);
        }
        return null;
    }

    private void Rewind(long height)
    {
        // The cursor has not come so far: the pass under way covers it.
        if (height > _cursor.Height && _page is null && !_isAsking) return;
        _cursor.RewindTo(height);
        _work.Clear();
        _page = null;
        _isAsking = false;
        _ticket++;
    }

    /// <summary>
    /// A block with one transaction and the index that the peer expects. The other fields inform people.
    /// </summary>
    private static Message.NewPlainBlock Push(Transaction transaction, Block block, long index) => new(new PlainBlock(
        index, block.Header.PrevHash, [transaction], block.Header.Nonce, block.Header.TimeMs / 1000.0, block.Hash));
}
