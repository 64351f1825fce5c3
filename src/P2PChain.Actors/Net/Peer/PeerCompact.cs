using Akka.Actor;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Relay;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// Compact blocks from and to an extended peer. A received one is put together from the pool; missing transactions are
/// requested. If that fails, the sync fetches the whole block. The block is then checked like any other.
/// </summary>
internal sealed class PeerCompact(
    PeerContext context, PeerState peer, PeerWriter writer, PeerAllowance allowance, IActorRef self)
{
    private const int SentMax = 4;
    private const int OpenMax = 2;

    // Each costs one hash per waiting transaction.
    private static readonly TimeSpan RebuildEvery = TimeSpan.FromSeconds(1);
    private const int RebuildsAtOnce = 10;

    private readonly RecentlyUsed<Hash256, Block> _sent = new(SentMax);
    private readonly RecentlyUsed<uint, PartialBlock> _open = new(OpenMax);
    private readonly RateLimit _rebuilds = new(RebuildEvery, RebuildsAtOnce);
    private uint _lastId;

    /// <summary>Whether a new block is sent as a compact one.</summary>
    public bool IsSent(PeerProtocol.Deliver deliver) =>
        peer.UsesCompact && deliver.Frame.Length >= context.Settings.CompactFromBytes
            && deliver.Compact?.Value is not null;

    /// <summary>Sends a compact block. The peer may request transactions of the latest ones.</summary>
    public PeerFault? Push(PeerProtocol.Deliver deliver)
    {
        _sent.Set(deliver.Id, deliver.Block!);
        return Send(deliver.Compact!.Value!);
    }

    /// <summary>The peer requests transactions of a compact block.</summary>
    public PeerFault? Serve(Message.GetBlockTransactions request, Moment now)
    {
        var (id, hash, indexes) = request;
        if (!_sent.TryGet(hash, out var block) || !writer.HasRoomForBodies)
            return Send(new Message.NotFound(id, [hash])) ?? peer.Chatter.OnExcess(now);
        _sent.Remove(hash); // it needs them once
        if (indexes[^1] >= block.Transactions.Length)
            return new PeerFault(PeerFaultCode.Malformed, $"{request.Type}: a place past the end of block {hash}");
        var frame = MessageCodec.Encode(
            new Message.BlockTransactions(id, [.. indexes.Select(index => block.Transactions[index])]), null);
        allowance.Spend(frame.Length);
        return Send(frame);
    }

    /// <summary>A compact block with a good header came.</summary>
    /// <param name="compact">The message.</param>
    /// <param name="now">The time.</param>
    /// <param name="fault">The reason to part; null if there is none.</param>
    /// <returns>The block; null if it is not whole.</returns>
    public Message.NewBlock? Rebuild(Message.CompactBlock compact, Moment now, out PeerFault? fault)
    {
        fault = null;
        var header = compact.Item.Header;
        var isNext = context.Find(header.PrevHash, header.Index - 1) is not null;
        if (!isNext || context.Ledger.Current is not { } ledger || !_rebuilds.TryTake(now)) return FetchWhole();
        var partial = new PartialBlock(compact, ledger.Pool.Entries.Select(entry => entry.Transaction));
        if (partial.Missing.IsEmpty) return Whole(partial) ?? FetchWhole();
        _open.Set(++_lastId, partial);
        fault = Send(new Message.GetBlockTransactions(_lastId, partial.Hash, partial.Missing));
        return null;
    }

    /// <summary>The missing transactions came.</summary>
    /// <param name="answer">The message.</param>
    /// <param name="now">The time.</param>
    /// <param name="fault">The reason to part; null if there is none.</param>
    /// <returns>The block; null if it is not whole.</returns>
    public Message.NewBlock? Fill(Message.BlockTransactions answer, Moment now, out PeerFault? fault)
    {
        fault = null;
        if (!_open.TryGet(answer.Id, out var partial))
        {
            fault = peer.Chatter.OnExcess(now);
            return null;
        }
        _open.Remove(answer.Id);
        if (partial.TryFill(answer.Items)) return Whole(partial) ?? FetchWhole();
        fault = new PeerFault(PeerFaultCode.MutatedBody, $"transactions that are not those of block {partial.Hash}");
        return null;
    }

    /// <summary>The peer does not have the block any more.</summary>
    /// <returns>False if it was not asked for transactions of it.</returns>
    public bool GivesUp(uint id, Hash256 hash)
    {
        if (!_open.TryGet(id, out var partial) || partial.Hash != hash) return false;
        _open.Remove(id);
        FetchWhole();
        return true;
    }

    /// <summary>Copies of a block with one seal are verified once, although several peers send them.</summary>
    private static Message.NewBlock? Whole(PartialBlock partial) => partial.ToBlock() is { } block
        ? new Message.NewBlock(block) { Line = Hash256.Of(HeaderItem.Of(block).CanonicalBytes()) }
        : null;

    private Message.NewBlock? FetchWhole()
    {
        context.Refs.Sync.Tell(new SyncProtocol.UnknownParent(context.Id), self);
        return null;
    }

    private PeerFault? Send(Message message) => writer.Send(message, OutboxPriority.Blocks);

    private PeerFault? Send(byte[] frame) => writer.Send(frame, OutboxPriority.Blocks);
}
