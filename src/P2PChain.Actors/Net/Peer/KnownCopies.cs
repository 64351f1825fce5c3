using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// Answers further copies of known blocks from the published view. They are neither decoded, verified nor submitted. A
/// block counts as known by the hash of its header, never by the hash that a peer claims.
/// </summary>
internal sealed class KnownCopies(PeerContext context, IActorRef self)
{
    // Counted apart, so that copies leave pings their room.
    private readonly Chatter _pushed = new();

    /// <summary>A copy was pushed. It takes no credit, so very many of them are a flood.</summary>
    public PeerFault? OnPushed(Moment now) => _pushed.OnExcess(now);

    /// <summary>The chain's answer to this copy; null if the block is to be verified and submitted.</summary>
    /// <param name="message">The message that brought it.</param>
    /// <param name="item">The block's header.</param>
    public Verdict? Answer(Message message, HeaderItem item)
    {
        var verdict = context.Find(item.Hash, item.Header.Index);
        if (verdict is Verdict.AheadOfClock(var due, _))
            context.Refs.Chain.Tell(new ClockProtocol.BlockAhead(context.Id, item.Header.TimeMs, due), self);
        // Its transactions were not read. If it was forgotten since, another copy will come.
        if (message is Message.KnownBlock) verdict ??= Verdict.AlreadyKnown.Instance;
        return verdict;
    }

    /// <summary>Whether a peer that announces this block has nothing that this node lacks.</summary>
    public bool Has(HeaderItem item) =>
        context.Find(item.Hash, item.Header.Index) is Verdict.AlreadyKnown or Verdict.AheadOfClock;
}
