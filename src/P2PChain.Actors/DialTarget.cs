using System.Net;
using Akka.Actor;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Peering;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors;

/// <summary>An address that is dialled until a person says otherwise: it waits until it is due, is being dialled, or is connected.</summary>
internal sealed class DialTarget(DnsEndPoint address, Redial redial, bool isKept, UnixTime due)
{
    private string? _lastFailure;
    private UnixTime _connectedAt;

    public DnsEndPoint Address { get; } = address;

    /// <summary>Whether a person named it at run time, so that it is kept on disk; configured ones are in their file.</summary>
    public bool IsKept { get; } = isKept;

    /// <summary>When to dial it; null while it is being dialled or is connected.</summary>
    public UnixTime? Due { get; private set; } = due;

    /// <summary>The connection with whoever is there: dialled, or the one that made a dialled one superfluous.</summary>
    public PeerId? Peer { get; private set; }

    /// <summary>Who waits to hear how the next attempt ends.</summary>
    public List<IActorRef> Waiting { get; } = [];

    public bool IsDialling => Due is null && Peer is null;

    /// <summary>It is due now, unless it is being dialled or connected.</summary>
    public void Wake(UnixTime now)
    {
        if (Due > now) Due = now;
    }

    public void OnDial() => Due = null;

    public void OnConnected(PeerId peer, UnixTime now) => (Due, Peer, _connectedAt) = (null, peer, now);

    public void OnFailure(string reason, UnixTime now)
    {
        var pause = Peer is null ? redial.AfterFailure() : redial.AfterConnection(_connectedAt, now);
        (Due, Peer, _lastFailure) = (now.Plus(pause), null, reason);
    }

    public ConsoleProtocol.DialView View(UnixTime now) => new(
        FormattableString.Invariant($"{Address.Host}:{Address.Port}"), Due?.Since(now), _lastFailure);
}
