using System.Net;
using Akka.Actor;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Peering;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors;

/// <summary>An address that is dialled until a person says otherwise.</summary>
internal sealed class DialTarget(DnsEndPoint address, Redial redial, bool isKept)
{
    private string? _lastFailure;
    private UnixTime? _due;
    private UnixTime _connectedAt;

    public DnsEndPoint Address { get; } = address;

    /// <summary>Whether a person named it at run time, so that it is kept on disk; configured ones are in their file.</summary>
    public bool IsKept { get; } = isKept;

    /// <summary>The connection with whoever is there: dialled, or the one that made a dialled one superfluous.</summary>
    public PeerId? Peer { get; private set; }

    /// <summary>Who waits to hear how the next attempt ends.</summary>
    public List<IActorRef> Waiting { get; } = [];

    public string Text => FormattableString.Invariant($"{Address.Host}:{Address.Port}");

    public bool IsDialling { get; private set; }

    public void OnDial() => (IsDialling, _due) = (true, null);

    public void OnConnected(PeerId peer, UnixTime now) => (IsDialling, Peer, _connectedAt) = (false, peer, now);

    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan OnFailure(string reason, UnixTime now)
    {
        var pause = Peer is null ? redial.AfterFailure() : redial.AfterConnection(_connectedAt, now);
        (IsDialling, Peer, _lastFailure, _due) = (false, null, reason, now.Plus(pause));
        return pause;
    }

    public ConsoleProtocol.DialView View(UnixTime now) => new(Text, IsDialling || _due is null ? null : _due.Value.Since(now), _lastFailure);
}
