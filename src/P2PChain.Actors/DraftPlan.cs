using System.Collections.Immutable;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors;

/// <summary>What to sign for a wish: refused as a whole when one move would be refused now, dated after all that is known.</summary>
internal sealed class DraftPlan(ChainState chain)
{
    private const long MicrosPerMilli = 1000;
    private const double MicrosPerSecond = 1_000_000.0;

    private long _lastMicros;

    /// <param name="draft">The wish.</param>
    /// <param name="now">The node's clock.</param>
    /// <param name="clock">What the peers say of that clock: one that is far off dates nothing.</param>
    public object Plan(ChainProtocol.Draft draft, UnixTime now, ClockFinding? clock)
    {
        if (clock is { MaySign: false, Slow: var slow })
            return new ChainProtocol.DraftRefused(draft.Ticket, new Refusal(RefusalReason.ClockOff, draft.Moves[0].Uid, ClockSlow: slow));
        var contents = ImmutableArray.CreateBuilder<TransactionContent>();
        foreach (var move in draft.Moves)
        {
            var entry = chain.Pool.After(move.Uid, chain.Custody.Find(move.Uid));
            var content = Content(draft.Signer, move, entry, now);
            if (chain.Rules.CheckMove(entry, content) is { } refusal) return new ChainProtocol.DraftRefused(draft.Ticket, refusal);
            contents.Add(content);
        }
        return new ChainProtocol.Drafted(draft.Ticket, contents.ToImmutable());
    }

    /// <summary>The clock's time, but later than the item's last transaction and than anything dated here before.</summary>
    private TransactionContent Content(
        Core.Crypto.PublicKey signer, ChainProtocol.Move move, CustodyEntry? entry, UnixTime now)
    {
        var lastOfItem = entry is null ? 0 : (long)Math.Ceiling(entry.Timestamp * MicrosPerSecond);
        _lastMicros = Math.Max(now.Milliseconds * MicrosPerMilli, Math.Max(lastOfItem, _lastMicros) + 1);
        var network = chain.Parameters.Name.Length == 0 ? null : chain.Parameters.Name;
        return new TransactionContent(signer, move.Uid, move.Type, _lastMicros / MicrosPerSecond, network, move.Note);
    }
}
