using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Plain;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Core.Wire;
using static P2PChain.Actors.Ledger.ChainProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// Answers questions about the ledger from the published view and from an archive of its own, each within a bounded
/// time. Several work side by side. Questions wait neither for the chain nor for its disk, and the chain does not wait
/// for them.
/// </summary>
/// <remarks>
/// A view is published before any event tells of it, so an answer is never older than the asker's last event. The
/// archive may be newer than the view: a block that the view names may be gone from it.
/// </remarks>
internal sealed class LedgerReader(PublishedView published, IActorRef chain, Block genesis, Func<IBlockArchive> open)
    : UntypedActor
{
    // A page of headers fits one message with every member at its longest (docs/protocol.md, headers).
    private const int HeadersPage = 1000;

    private readonly IBlockArchive _archive = open();

    private static UnixTime Now => UnixTime.From(Context.System.Scheduler.Now);

    private static TimeSpan Elapsed => Context.System.Scheduler.MonotonicClock;

    internal static Props Props(PublishedView published, IActorRef chain, Block genesis, Func<IBlockArchive> open) =>
        Akka.Actor.Props.Create(() => new LedgerReader(published, chain, genesis, open));

    protected override void OnReceive(object message)
    {
        // The chain sends it back when the ledger is loaded.
        if (published.Current is not { } view) chain.Forward(new WhenLoaded(message, Self));
        else Answer(message, view);
    }

    protected override void PostStop() => _archive.Dispose();

    private void Answer(object message, LedgerView view)
    {
        switch (message)
        {
            case GetTip: Sender.Tell(ChainTip.Of(view.Tip.Point)); break;
            case GetLocator: Sender.Tell(new OurLocator(Locator.Of(view.Chain))); break;
            case GetShared(var tips):
                Sender.Tell(new Shared(ChainTip.Of(view.Tip.Point), Archived(view).SharedHeight(tips)));
                break;
            case GetHeadersAfter ask: Sender.Tell(HeadersFrom(Archived(view), ask)); break;
            case GetBlock(var hash, var id):
                Sender.Tell(new FoundBlock(hash, id, Archived(view).FindText(hash)));
                break;
            case GetConfirmed(var ticket, var height, var hash, var upTo):
                Sender.Tell(new Confirmed(ticket, ConfirmedPart.After(Archived(view), height, hash, upTo)));
                break;
            case GetWaiting(var peer): Sender.Tell(new Waiting(peer, [.. view.Pool.Entries])); break;
            case PoolProtocol.GetDigest(var salt):
                Sender.Tell(new PoolProtocol.Digest(salt, Salted(view, salt).Digests));
                break;
            case PoolProtocol.GetDiffering(var (id, salt, theirs)):
                Sender.Tell(new PoolProtocol.Differing(id, Salted(view, salt).Differing(theirs)));
                break;
            case PoolProtocol.Compare(var salt, var theirs):
                Sender.Tell(new PoolProtocol.Compared(salt, Salted(view, salt).Compare(theirs)));
                break;
            case PoolProtocol.Find(var (salt, ids)):
                Sender.Tell(new PoolProtocol.Found(Salted(view, salt).Find(ids)));
                break;
            case GetStatus: Sender.Tell(Status(view)); break;
            default: Unhandled(message); break;
        }
    }

    private static SaltedPool Salted(LedgerView view, ulong salt) => new(view.Pool.Entries, salt);

    private ArchivedChain Archived(LedgerView view) => new(view.Chain, genesis, _archive);

    private static HeadersAfter HeadersFrom(ArchivedChain chain, GetHeadersAfter ask)
    {
        var tip = chain.Best.Tip.Height;
        var from = chain.Fork(ask.Locator).Height + 1;
        var count = Math.Min(Math.Min(ask.Max, HeadersPage), tip - from + 1);
        var items = ImmutableArray.CreateBuilder<HeaderItem>();
        for (var height = from; height < from + count; height++)
        {
            var node = chain.Best.AtHeight(height)!;
            items.Add(new HeaderItem(node.Header, node.Hash, node.Seal));
        }
        return new HeadersAfter(ask.Id, items.ToImmutable(), from + count <= tip);
    }

    private static ChainStatus Status(LedgerView view) =>
        new(ChainTip.Of(view.Tip.Point), view.Custody.HeldCount, view.Pool.Count, view.Parked, view.Clock)
        {
            Items = view.Custody.ItemCount,
            Unmined = Elapsed - view.UnminedSince,
            Newer = view.Newer is (var height, var version) ? new NewerRules(height, version) : null,
            LatestTimeMs = view.Tip.Height == 0 ? 0 : view.Tip.MaxTimeMs,
            Ahead = view.Pool.FirstAhead(view.PoolClock(Now)) is (var entry, var from)
                ? (entry.Transaction.Uid, from)
                : null,
        };
}
