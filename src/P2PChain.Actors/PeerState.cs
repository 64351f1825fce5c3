using System.Net;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Peering;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors;

/// <summary>What is known of the other side of a connection, and what each side still owes.</summary>
internal sealed class PeerState(PeerContext context)
{
    private const int KnownMax = 10_000;
    private const int OpenRequestsMax = 16;

    private readonly RecentlyUsed<Hash256, bool> _known = new(KnownMax);
    private readonly RecentlyUsed<uint, bool> _openRequests = new(OpenRequestsMax);
    private UnixTime _pingSent;
    private ulong _pingNonce;

    /// <summary>What it announced; null for a plain peer, and before its first line.</summary>
    public Announcement? Announcement { get; private set; }

    public bool IsExtended => Announcement is not null;

    public bool UsesHeaders { get; private set; }

    public long Height { get; private set; }

    public Hash256 Tip { get; private set; }

    public Work Work { get; private set; }

    public TimeSpan? RoundTrip { get; private set; }

    /// <summary>Its observed address and announced port: never what it says its address is.</summary>
    public string Address => new IPEndPoint(
        context.Remote.Address, context.IsOutbound || Announcement is not { Port: > 0 } ? context.Remote.Port : Announcement.Port).ToString();

    public ConsoleProtocol.PeerView View => new(
        context.Id, Address, context.IsOutbound, IsExtended, Announcement?.Node, Height, Tip, RoundTrip, Announcement?.Agent ?? "");

    public void OnAnnouncement(Announcement announcement)
    {
        Announcement = announcement;
        UsesHeaders = announcement.Features.Intersect(LocalNode.Features).Contains("headers");
        (Height, Tip, Work) = (announcement.Height, announcement.Tip, announcement.Work);
    }

    public Heartbeat? Ping(ChainProtocol.ChainTip ours, ulong nonce, UnixTime now)
    {
        (_pingSent, _pingNonce) = (now, nonce);
        return IsExtended ? new Heartbeat(nonce, ours.Height, ours.Hash, ours.Work) : null;
    }

    /// <summary>Notes what a ping or pong says; a pong that answers our ping tells the round trip.</summary>
    public void OnHeartbeat(Heartbeat heartbeat, bool isPong, UnixTime now)
    {
        (Height, Tip, Work) = (heartbeat.Height, heartbeat.Tip, heartbeat.Work);
        if (isPong && heartbeat.Nonce == _pingNonce) RoundTrip = now.Since(_pingSent);
    }

    /// <summary>The other side has this block or transaction.</summary>
    /// <returns>True when that was not known.</returns>
    public bool Learns(Hash256 id) => _known.Set(id, true);

    /// <summary>This node asked for bodies; the oldest request is given up where too many are open.</summary>
    public void OpenRequest(uint id) => _openRequests.Set(id, true);

    public bool IsOpenRequest(uint id) => _openRequests.Contains(id);
}
