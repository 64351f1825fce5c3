using System.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>
/// The addresses that were announced on the local network and are not dialled yet. An announcement is a hint that
/// any machine can send: a source has few places, all sources together have a bounded number, and dials are rare.
/// </summary>
public sealed class LanNeighbours
{
    /// <summary>The most addresses.</summary>
    public const int CountMax = 256;

    /// <summary>The most addresses of one source: several nodes may run on one machine.</summary>
    public const int PerSourceMax = 4;

    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(10);

    private readonly RecentlyUsed<HostPort, Neighbour> _heard = new(CountMax);

    // The nodes of a small office are dialled at once. A flood of invented addresses costs a dial in five seconds.
    private readonly RateLimit _dials = new(TimeSpan.FromSeconds(5), burst: 16);

    /// <summary>The number of addresses.</summary>
    public int Count => _heard.Count;

    /// <summary>Whether a connection with this address counts as one of the local network.</summary>
    public bool Contains(HostPort address) => _heard.Contains(address);

    /// <summary>An announcement came.</summary>
    /// <param name="address">The datagram's source with the announced port.</param>
    /// <param name="source">The datagram's source.</param>
    /// <param name="now">The time.</param>
    public void OnHeard(HostPort address, IPAddress source, Moment now)
    {
        if (_heard.TryGet(address, out var known)) known.HeardAt = now;
        else if (_heard.Entries.Count(entry => entry.Value.Source.Equals(source)) < PerSourceMax)
            _heard.Set(address, new Neighbour(source, now));
    }

    /// <summary>Takes the address to dial now; null if there is none.</summary>
    /// <param name="isWanted">Whether the caller has a use for it.</param>
    /// <param name="now">The time.</param>
    public HostPort? Take(Predicate<HostPort> isWanted, Moment now)
    {
        var due = _heard.Entries
            .Where(entry => entry.Value.IsDue(now) && isWanted(entry.Key))
            .OrderBy(entry => entry.Value.Failures).Select(entry => entry.Key).FirstOrDefault();
        if (due is null || !_dials.TryTake(now)) return null;
        if (_heard.TryGet(due, out var neighbour)) neighbour.RestsUntil = now.Plus(Pause);
        return due;
    }

    /// <summary>A dial there ended without a connection.</summary>
    public void OnEnded(HostPort address, DialEnd end, Moment now)
    {
        if (!_heard.Contains(address) || !_heard.TryGet(address, out var neighbour)) return;
        var isOfUse = end == DialEnd.Failed && ++neighbour.Failures < 3;
        neighbour.RestsUntil = now.Plus(isOfUse ? Pause : LongPause);
    }

    /// <summary>A connection with the node there is made.</summary>
    public void OnCame(HostPort address)
    {
        if (_heard.Contains(address) && _heard.TryGet(address, out var neighbour)) neighbour.Failures = 0;
    }

    private sealed class Neighbour(IPAddress source, Moment heardAt)
    {
        public IPAddress Source { get; } = source;

        public Moment HeardAt { get; set; } = heardAt;

        public Moment RestsUntil { get; set; } = heardAt;

        public int Failures { get; set; }

        public bool IsDue(Moment now) => RestsUntil <= now && now.Since(HeardAt) <= FreshFor;
    }
}
