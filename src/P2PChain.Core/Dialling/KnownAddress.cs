using System.Net;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>An address of the book, with the record of its dials.</summary>
public sealed class KnownAddress
{
    /// <summary>The most places of one address among the new ones: sources that know the same address add up.</summary>
    public const int PlacesMax = 4;

    private static readonly TimeSpan JustTried = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RecentlyTried = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UnseenMax = TimeSpan.FromDays(30);
    private static readonly TimeSpan FailingMax = TimeSpan.FromDays(7);
    private const int AttemptsUnreachedMax = 3;
    private const int AttemptsMax = 10;

    private readonly List<int> _places = [];

    internal KnownAddress(HostPort address, IPAddress ip, IPAddress source, UnixTime seen)
    {
        Address = address;
        Ip = ip;
        Source = source;
        Seen = seen;
    }

    /// <summary>Host and port; the host is an IP address in its shortest spelling.</summary>
    public HostPort Address { get; }

    /// <summary>The host.</summary>
    public IPAddress Ip { get; }

    /// <summary>The peer that told it first.</summary>
    public IPAddress Source { get; }

    /// <summary>The last time that a node was seen there, by this node or, by its own word, by another.</summary>
    public UnixTime Seen { get; internal set; }

    /// <summary>The last dial; null if there was none.</summary>
    public UnixTime? LastTry { get; internal set; }

    /// <summary>The last time that this node dialled it and found a node of its network; null if it did not.</summary>
    public UnixTime? LastReached { get; internal set; }

    /// <summary>Dials in vain since then.</summary>
    public int Attempts { get; internal set; }

    /// <summary>Whether it has a place among the tried ones.</summary>
    public bool IsTried { get; internal set; }

    /// <summary>Whether this node dialled it once and found a node of its network.</summary>
    public bool IsVerified => LastReached is not null;

    /// <summary>The last dial that counted as one in vain.</summary>
    internal UnixTime? LastCounted { get; set; }

    /// <summary>Its places among the new ones.</summary>
    public IReadOnlyList<int> Places => _places;

    /// <summary>Whether it may give way to any other address.</summary>
    public bool IsTerrible(UnixTime now)
    {
        if (WasTriedWithin(JustTried, now)) return false;
        if (Seen.Since(now) > AheadMax || now.Since(Seen) > UnseenMax) return true;
        return LastReached is { } reached
            ? Attempts >= AttemptsMax && now.Since(reached) > FailingMax
            : Attempts >= AttemptsUnreachedMax;
    }

    /// <summary>The relative chance to be chosen, at most 1. Each failure takes a third of it.</summary>
    public double Chance(UnixTime now) =>
        (WasTriedWithin(RecentlyTried, now) ? 0.01 : 1) * Math.Pow(0.66, Math.Min(Attempts, 8));

    /// <summary>Whether the last dial is that recent. A dial in the future is the mistake of a clock.</summary>
    public bool WasTriedWithin(TimeSpan span, UnixTime now) =>
        LastTry is { } tried && tried <= now && now.Since(tried) < span;

    internal void AddPlace(int place) => _places.Add(place);

    internal void RemovePlace(int place) => _places.Remove(place);
}
