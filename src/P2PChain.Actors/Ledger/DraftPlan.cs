using System.Collections.Immutable;
using P2PChain.Actors.Metrics;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// Drafts the transactions of a wish. A wish is refused as a whole when one of its moves would be refused now. A
/// refused wish changes nothing here.
/// </summary>
/// <remarks>Dates rise per item, so that one item with a date far ahead holds up no other.</remarks>
internal sealed class DraftPlan(ChainState chain, NodeMeter meter)
{
    private const long MicrosPerMilli = 1000;
    private const long MicrosPerSecond = 1_000_000;

    // Enough for the drafts that are on their way to the pool; after that the pool knows their dates.
    private const int DatedMax = 10_000;

    private readonly RecentlyUsed<ItemId, long> _dated = new(DatedMax);

    /// <param name="draft">The wish.</param>
    /// <param name="now">The node's clock.</param>
    /// <param name="clock">The peers' finding on that clock: one that is far off dates nothing.</param>
    /// <returns><see cref="ChainProtocol.Drafted"/> or <see cref="ChainProtocol.DraftRefused"/>.</returns>
    public object Plan(ChainProtocol.Draft draft, UnixTime now, ClockFinding? clock)
    {
        var contents = ImmutableArray.CreateBuilder<TransactionContent>();
        foreach (var move in draft.Moves)
        {
            var entry = chain.CustodyAfterPool.Find(move.Uid);
            var content = Content(draft.Signer, move, DateOf(move.Uid, entry, now));
            if (Refuse(content, clock) is { } refusal)
            {
                meter.OnDraftRefused(refusal.Reason);
                return new ChainProtocol.DraftRefused(draft.Ticket, refusal);
            }
            contents.Add(content);
        }
        foreach (var content in contents)
            _dated.Set(content.Uid, (long)Math.Round(content.Timestamp * MicrosPerSecond));
        return new ChainProtocol.Drafted(draft.Ticket, contents.ToImmutable());
    }

    /// <summary>
    /// The reason why a key may sign nothing comes first, then the wrong clock, then the item's state.
    /// </summary>
    private Refusal? Refuse(TransactionContent content, ClockFinding? clock)
    {
        var refusal = chain.PoolRules.Check(content, chain.CustodyAfterPool);
        if (refusal is { Reason: RefusalReason.NotMember }) return refusal;
        if (clock is { MaySign: false, Slow: var slow })
            return new Refusal(RefusalReason.ClockOff, content.Uid, ClockSlow: slow);
        if (content.Timestamp <= TransactionChecks.TimestampMax) return refusal;
        var notBefore = new UnixTime((long)(content.Timestamp * 1000.0));
        return new Refusal(RefusalReason.TooEarly, content.Uid, NotBefore: notBefore);
    }

    /// <summary>
    /// The clock's time, but later than the item's last transaction. Two wishes of one moment get two dates.
    /// </summary>
    /// <returns>Microseconds since 1970.</returns>
    private long DateOf(ItemId uid, CustodyEntry? entry, UnixTime now)
    {
        var afterLast = entry is null ? 0 : (long)Math.Ceiling(entry.Timestamp * MicrosPerSecond) + 1;
        var micros = Math.Max(Math.Max(now.Milliseconds, 1) * MicrosPerMilli, afterLast);
        var isOfThisMoment = _dated.TryGet(uid, out var dated) && dated >= micros && dated - micros < MicrosPerSecond;
        return isOfThisMoment ? dated + 1 : micros;
    }

    private TransactionContent Content(Core.Crypto.PublicKey signer, ChainProtocol.Move move, long micros)
    {
        var network = chain.Parameters.Name.Length == 0 ? null : chain.Parameters.Name;
        var timestamp = micros / (double)MicrosPerSecond;
        return new TransactionContent(signer, move.Uid, move.Type, timestamp, network, move.Note);
    }
}
