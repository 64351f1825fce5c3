using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>
/// Decides which inbound connection ends so that another one finds room. Connections, addresses and keys cost a
/// stranger nothing; work that was delivered, time, and addresses in many ranges cost something.
/// </summary>
/// <remarks>Source: docs/protocol.md, limits; the eviction of Bitcoin Core.</remarks>
public static class InboundRule
{
    /// <summary>The number of connections with the latest deliveries that do not give way to a stranger.</summary>
    public const int UsefulMax = 8;

    /// <summary>
    /// The age from which a handshake gives way to another one of its address. An honest one takes less.
    /// </summary>
    public static readonly TimeSpan SlowHandshake = TimeSpan.FromSeconds(2);

    /// <summary>The slots that strangers may have: three quarters where the network lists keys, else all.</summary>
    public static int StrangersMax(int slots, bool listsKeys) => listsKeys ? slots - (slots / 4) : slots;

    /// <summary>
    /// The handshake that ends if there are too many: the oldest of the fullest range of addresses; while half of them
    /// have not sent a line, the oldest of those. So connections that send a byte a second keep no newcomer out.
    /// </summary>
    /// <returns>Null if there are none.</returns>
    public static Inbound? HandshakeToEnd(IReadOnlyCollection<Inbound> handshakes)
    {
        if (handshakes.Count == 0) return null;
        var fullest = handshakes
            .GroupBy(static one => one.Group)
            .OrderByDescending(static group => group.Count()).ThenBy(static group => group.Min(one => one.Number))
            .First().ToList();
        var silent = fullest.Where(static one => !one.HasSpoken).ToList();
        return (2 * silent.Count >= fullest.Count ? silent : fullest).MinBy(static one => one.Number);
    }

    /// <summary>The handshake that ends if one address has too many connections: its oldest, if that is slow.</summary>
    /// <param name="handshakes">The handshakes of that address.</param>
    /// <param name="now">The time.</param>
    public static Inbound? SlowHandshakeToEnd(IReadOnlyCollection<Inbound> handshakes, Moment now)
    {
        if (handshakes.Count == 0) return null;
        var oldest = handshakes.MinBy(static one => one.Number);
        return now.Since(oldest.Since) > SlowHandshake ? oldest : null;
    }

    /// <summary>
    /// The connection that gives up its slot. A discouraged one goes first. To a listed or named newcomer, any stranger
    /// gives way. To a stranger, only an unprotected one of a range with more connections than the newcomer's would
    /// have.
    /// </summary>
    /// <param name="slots">The connections that have a slot.</param>
    /// <param name="newcomer">The connection that has none.</param>
    /// <returns>Null if the newcomer is refused.</returns>
    public static Inbound? ToEvict(IReadOnlyCollection<Inbound> slots, Inbound newcomer)
    {
        if (newcomer.IsDiscouraged) return null;
        var discouraged = slots.Where(static one => one.IsDiscouraged).ToList();
        if (discouraged.Count > 0) return discouraged.MaxBy(static one => one.Number);
        var strangers = slots.Where(static one => one.IsStranger).ToList();
        var free = Unprotected(strangers);
        if (!newcomer.IsStranger) return Weakest(free) ?? Weakest(strangers);
        return Weakest(free) is { } weakest && Count(slots, weakest) > Count(slots, newcomer) + 1 ? weakest : null;
    }

    /// <summary>Those that did not deliver lately; of them the younger half, rounded up.</summary>
    private static List<Inbound> Unprotected(List<Inbound> strangers)
    {
        var useful = strangers
            .Where(static one => one.DeliveredAt is not null)
            .OrderByDescending(static one => one.DeliveredAt!.Value.Milliseconds).ThenBy(static one => one.Number)
            .Take(UsefulMax).Select(static one => one.Number).ToHashSet();
        var others = strangers.Where(one => !useful.Contains(one.Number)).OrderBy(static one => one.Number).ToList();
        return others[(others.Count / 2)..];
    }

    /// <summary>The newest one of the fullest range.</summary>
    private static Inbound? Weakest(List<Inbound> among) =>
        among.Count == 0 ? null : among
            .GroupBy(static one => one.Group)
            .OrderByDescending(static group => group.Count())
            .ThenByDescending(static group => group.Max(one => one.Number))
            .First().MaxBy(static one => one.Number);

    private static int Count(IEnumerable<Inbound> all, Inbound one) => all.Count(other => other.Group == one.Group);
}
