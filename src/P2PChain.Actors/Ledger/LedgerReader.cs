using Akka.Actor;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Ledger.ChainProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// Answers questions about the ledger from the published view, so that they do not wait for the chain's disk, and the
/// chain does not wait for them. Several work side by side. Questions that need the disk go on to the chain.
/// </summary>
/// <remarks>A view is published before it is told of, so an answer is never older than the asker's last event.</remarks>
internal sealed class LedgerReader(PublishedView published, IActorRef chain) : UntypedActor
{
    private static UnixTime Now => UnixTime.From(Context.System.Scheduler.Now);

    private static TimeSpan Elapsed => Context.System.Scheduler.MonotonicClock;

    internal static Props Props(PublishedView published, IActorRef chain) =>
        Akka.Actor.Props.Create(() => new LedgerReader(published, chain));

    protected override void OnReceive(object message)
    {
        // The chain sends it back when the ledger is loaded.
        if (published.Current is not { } view) chain.Forward(new WhenLoaded(message, Self));
        else Answer(message, view);
    }

    private void Answer(object message, LedgerView view)
    {
        switch (message)
        {
            case GetTip: Sender.Tell(ChainTip.Of(view.Tip)); break;
            case GetLocator: Sender.Tell(new OurLocator(Locator.Of(view.Chain))); break;
            case GetCustody: Sender.Tell(new CustodyNow(view.Custody)); break;
            case GetWaiting(var peer): Sender.Tell(new Waiting(peer, [.. view.Pool.Entries])); break;
            case GetItems(var areHeld): Sender.Tell(Items(view, areHeld)); break;
            case GetStatus: Sender.Tell(Status(view)); break;
            case GetHeadersAfter or GetBlock or GetWholeChain or GetConfirmed or GetItem: chain.Forward(message); break;
            default: Unhandled(message); break;
        }
    }

    private static ItemList Items(LedgerView view, bool areHeld) =>
        new(areHeld, [.. view.Custody.Entries.Where(entry => entry.Holder is not null == areHeld).OrderBy(entry => entry.Uid)]);

    private static ChainStatus Status(LedgerView view) =>
        new(ChainTip.Of(view.Tip), view.Custody.HeldCount, view.Pool.Count, view.Parked, view.Clock)
        {
            Unmined = Elapsed - view.UnminedSince,
            IsBranchTooLarge = view.IsBranchTooLarge,
            Newer = view.Newer is (var height, var version) ? new NewerRules(height, version) : null,
            LatestTimeMs = view.Tip.Height == 0 ? 0 : view.Tip.MaxTimeMs,
            Ahead = view.Pool.FirstAhead(view.PoolClock(Now)) is (var entry, var from) ? (entry.Transaction.Uid, from) : null,
        };
}
