using P2PChain.Actors.Protocols;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Protocols.ConsoleProtocol;

namespace P2PChain.Actors.News;

/// <summary>Decides what people are told of what happens to the chain.</summary>
/// <param name="me">This node's key.</param>
/// <param name="addresses">Of the connected peers.</param>
internal sealed class ChainNews(PublicKey me, IReadOnlyDictionary<PeerId, string> addresses)
{
    // Own transactions whose outcome was told and then withdrawn; a person looks at a handful.
    private const int UnsettledMax = 1_000;

    // True for those that left a block and wait again.
    private readonly RecentlyUsed<Hash256, bool> _unsettled = new(UnsettledMax);

    /// <summary>What is told of an event.</summary>
    public IEnumerable<INews> On(IChainEvent happened) => happened switch
    {
        ChainEvents.BlockConnected(var block, var from) => [.. Settled(block), Block(block, from)],
        ChainEvents.TipMoved { Abandoned: > 0 } moved => [new ReorganisedNews(moved.Abandoned, ChainProtocol.ChainTip.Of(moved.Tip))],
        ChainEvents.DeepReorganisation(var fork, var abandoned, var oldest) => [new DeepReorganisationNews(abandoned, oldest, fork.Height)],
        ChainEvents.ClockJudged(var finding) => [new ClockNews(finding)],
        ChainEvents.TransactionRefused({ Source.Origin: PoolOrigin.Here } refused) => Refused(refused),
        ChainEvents.TransactionAdmitted({ Source.Origin: PoolOrigin.Here, Transaction: var own }, IsReturned: true, var until) => Returned(own, until),
        _ => [],
    };

    private BlockNews Block(Block block, PeerId? from)
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

    /// <summary>A refusal is relative to the best chain: a block that wins later may confirm the transaction.</summary>
    private IEnumerable<INews> Settled(Block block) =>
        block.Transactions.Where(t => _unsettled.Remove(t.TxId)).Select(t => new ConfirmedNews(t.Uid, t.Content.Type, t.TxId, block.Height));

    private IEnumerable<INews> Returned(Transaction own, UnixTime? until)
    {
        _unsettled.Set(own.TxId, true);
        return [new ReturnedNews(own.Uid, own.Content.Type, own.TxId, until)];
    }

    private IEnumerable<INews> Refused(RefusedTransaction refused)
    {
        var txId = refused.Transaction.TxId;
        var wasReturned = _unsettled.TryGet(txId, out var waits) && waits;
        _unsettled.Set(txId, false);
        return refused.WasConfirmed || wasReturned
            ? [new SupersededNews(refused.Transaction.Content.Type, refused.Refusal) { TxId = txId }]
            : [];
    }
}
