using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>
/// Addresses and keys that get no slot while slots are scarce, because a peer broke the protocol. The list is in
/// memory, so a restart forgives. It is bounded: a peer with many addresses makes this node forget the oldest ones.
/// </summary>
/// <param name="addressesMax">The most addresses that are remembered.</param>
public sealed class Discouragement(int addressesMax = Discouragement.AddressesMax)
{
    /// <summary>50,000 addresses take about 10 MB.</summary>
    public const int AddressesMax = 50_000;

    private static readonly TimeSpan StrikesWithin = TimeSpan.FromHours(1);

    private readonly RecentlyUsed<Culprit, Entry> _entries = new(addressesMax);

    /// <summary>Number of remembered addresses, with those whose time is over.</summary>
    public int Count => _entries.Count;

    /// <summary>A connection ended for a fault.</summary>
    /// <param name="culprit">The party that it is charged to.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="isExtended">Whether it was an extended peer.</param>
    /// <param name="now">The time.</param>
    public void OnFault(Culprit culprit, PeerFault fault, bool isExtended, Moment now)
    {
        var penalty = Misbehaviour.PenaltyFor(fault.Code, isExtended);
        if (penalty.Strikes == 0) return;
        if (!_entries.TryGet(culprit, out var entry)) _entries.Set(culprit, entry = new Entry(culprit));
        entry.Strike(fault, penalty, now);
    }

    /// <summary>Whether the address or key is discouraged now.</summary>
    public bool Includes(Culprit culprit, Moment now) => _entries.TryGet(culprit, out var entry) && entry.Until > now;

    /// <summary>The addresses and keys discouraged now, the latest first, with fault and end.</summary>
    public IEnumerable<(Culprit Culprit, PeerFault Fault, Moment Until)> Now(Moment now)
    {
        foreach (var (_, entry) in _entries.Entries)
            if (entry is { Fault: { } fault, Until: { } until } && until > now)
                yield return (entry.Culprit, fault, until);
    }

    private sealed class Entry(Culprit culprit)
    {
        private readonly Queue<Moment> _strikes = new();

        public Culprit Culprit { get; } = culprit;

        public PeerFault? Fault { get; private set; }

        public Moment? Until { get; private set; }

        public void Strike(PeerFault fault, Penalty penalty, Moment now)
        {
            _strikes.Enqueue(now);
            while (now.Since(_strikes.Peek()) > StrikesWithin) _strikes.Dequeue();
            if (_strikes.Count < penalty.Strikes) return;
            _strikes.Clear();
            var until = now.Plus(penalty.Discouragement);
            if (Until > until) return;
            Fault = fault;
            Until = until;
        }
    }
}
