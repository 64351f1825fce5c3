using Akka.Actor;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using static P2PChain.Actors.Ledger.ChainProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// Answers the questions of console and HTTP about items, blocks and transactions. Some answers walk all items, so they
/// do not come from the readers: no number of such questions delays an answer to a peer. All other questions go on to
/// the readers.
/// </summary>
internal sealed class LookupActor : UntypedActor
{
    private static readonly TimeSpan IndexKept = TimeSpan.FromMinutes(10);

    private readonly PublishedView _published;
    private readonly IActorRef _chain;
    private readonly IActorRef _readers;
    private readonly Block _genesis;
    private readonly IBlockArchive _archive;
    private ItemIndex? _index;

    public LookupActor(
        PublishedView published, IActorRef chain, IActorRef readers, Block genesis, Func<IBlockArchive> open)
    {
        (_published, _chain, _readers, _genesis, _archive) = (published, chain, readers, genesis, open());
    }

    private static UnixTime Now => UnixTime.From(Context.System.Scheduler.Now);

    private static TimeSpan Elapsed => Context.System.Scheduler.MonotonicClock;

    internal static Props Props(
        PublishedView published, IActorRef chain, IActorRef readers, Block genesis, Func<IBlockArchive> open) =>
        Akka.Actor.Props.Create(() => new LookupActor(published, chain, readers, genesis, open));

    protected override void OnReceive(object message)
    {
        if (message is ReceiveTimeout) ForgetItems();
        // The chain sends it back when the ledger is loaded.
        else if (_published.Current is not { } view) _chain.Forward(new WhenLoaded(message, Self));
        else Answer(message, view);
    }

    protected override void PostStop() => _archive.Dispose();

    private static PoolQueries Pool(LedgerView view) => new(view, Now, Elapsed);

    private void Answer(object message, LedgerView view)
    {
        switch (message)
        {
            case GetItems(var areHeld): Sender.Tell(Items(view, areHeld)); break;
            case ItemsProtocol.Find(var filter, var after, var count):
                Sender.Tell(new ItemsProtocol.Found(Index(view).Page(filter, after, count), view.Tip.Height));
                break;
            case GetItem ask: Sender.Tell(new ItemQueries(view, _archive).Record(ask)); break;
            case GetSimilar ask: Sender.Tell(new ItemQueries(view, _archive).Similar(ask)); break;
            case LookupProtocol.GetBlockRecord ask:
                Sender.Tell(new BlockQueries(view, _genesis, _archive).Record(ask));
                break;
            case LookupProtocol.GetHeld ask:
                Sender.Tell(new HeldQueries(view, () => Index(view), _archive).Record(ask));
                break;
            case LookupProtocol.GetPoolPage ask: Sender.Tell(Pool(view).Page(ask)); break;
            case LookupProtocol.GetTransactionRecord ask:
                Sender.Tell(new TransactionQueries(view, _archive, Pool(view)).Record(ask));
                break;
            default: _readers.Forward(message); break;
        }
    }

    private ItemList Items(LedgerView view, bool areHeld) =>
        new(areHeld, [.. Index(view).Items.Where(entry => entry.Holder is not null == areHeld)]);

    /// <summary>The items of the view. They are kept while questions come.</summary>
    private ItemIndex Index(LedgerView view)
    {
        if (_index is null) SetReceiveTimeout(IndexKept);
        _index ??= new ItemIndex();
        _index.Follow(view.Custody);
        return _index;
    }

    /// <summary>An index keeps the custody of its last question, so it goes when no question comes.</summary>
    private void ForgetItems()
    {
        _index = null;
        SetReceiveTimeout(null);
    }
}
