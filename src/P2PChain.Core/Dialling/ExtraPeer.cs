using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>
/// The connection beyond the bound of dialled ones. A look at a node with a better chain becomes it, for a trial. So a
/// node that gets the best chain from none of its peers finds that chain within a few looks.
/// </summary>
public sealed class ExtraPeer
{
    /// <summary>The time in which the peer has to deliver a block or transaction that is new here.</summary>
    public static readonly TimeSpan Trial = TimeSpan.FromMinutes(2);

    private (PeerId Peer, Moment Until)? _trial;

    /// <summary>A look's handshake is done: the other side claims a better chain.</summary>
    /// <returns>Whether it stays for a trial. There is one trial at a time.</returns>
    public bool TryBegin(PeerId peer, Moment now)
    {
        if (_trial is not null) return false;
        _trial = (peer, now.Plus(Trial));
        return true;
    }

    /// <summary>Whether a trial is over and not judged.</summary>
    public bool IsDue(Moment now) => _trial is var (_, until) && now >= until;

    /// <summary>
    /// The end of a trial. If the peer delivered something, it stays in the place of the found peer that delivered
    /// nothing for the longest time; otherwise it has to go.
    /// </summary>
    /// <param name="found">The dialled peers at addresses that no person named, with their last delivery.</param>
    /// <param name="isOver">Whether there are more dialled peers than are sought.</param>
    /// <param name="now">The time.</param>
    /// <returns>The connection that has to end; null if there is none.</returns>
    public PeerId? Judge(IReadOnlyCollection<(PeerId Peer, Moment? DeliveredAt)> found, bool isOver, Moment now)
    {
        if (!IsDue(now) || _trial is not var (peer, _)) return null;
        _trial = null;
        var extra = found.Where(other => other.Peer == peer).ToList();
        if (!isOver || extra.Count == 0) return null;
        if (extra[0].DeliveredAt is null) return peer;
        return found.Where(other => other.Peer != peer)
            .OrderBy(static other => other.DeliveredAt ?? new Moment(long.MinValue))
            .ThenByDescending(static other => other.Peer.Number)
            .Select(static other => other.Peer)
            .FirstOrDefault(peer);
    }
}
