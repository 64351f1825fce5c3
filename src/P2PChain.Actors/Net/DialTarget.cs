using System.Net;
using Akka.Actor;
using P2PChain.Core.Dialling;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>An address that is dialled until a person says otherwise: it waits until it is due, is being dialled, or is connected.</summary>
internal sealed class DialTarget(HostPort address, Redial redial, bool isKept, Moment due)
{
    private string? _lastFailure;
    private PeerFault? _fault;
    private Moment _connectedAt;
    private Moment? _unwelcomeUntil;

    public HostPort Address { get; } = address;

    /// <summary>Whether a person named it at run time, so that it is kept on disk; configured ones are in their file.</summary>
    public bool IsKept { get; } = isKept;

    /// <summary>Whether a node was there once: in this run, or in an earlier one, in which a person kept it.</summary>
    public bool IsProven { get; set; }

    /// <summary>Whether the last attempt reached this node itself, as in an office whose list of peers names them all.</summary>
    public bool IsOurselves => _fault?.Code == PeerFaultCode.Ourselves;

    /// <summary>When to dial it; null while it is being dialled or is connected.</summary>
    public Moment? Due { get; private set; } = due;

    /// <summary>The connection with whoever is there: dialled, or the one that made a dialled one superfluous.</summary>
    public PeerId? Peer { get; private set; }

    /// <summary>Where the last connection led: the address that its name stood for then.</summary>
    public IPAddress? Reached { get; private set; } = IPAddress.TryParse(address.Host, out var literal) ? literal : null;

    /// <summary>Who waits to hear how the next attempt ends.</summary>
    public List<IActorRef> Waiting { get; } = [];

    public bool IsDialling => Due is null && Peer is null;

    /// <summary>It is due now, unless it is being dialled or connected.</summary>
    public void DialNow(Moment now)
    {
        if (Due > now) Due = now;
    }

    /// <summary>It may be reachable again: it is due now, unless the other side asked to be left alone for longer.</summary>
    public void Wake(Moment now)
    {
        if (_unwelcomeUntil is null || _unwelcomeUntil <= now) DialNow(now);
    }

    public void OnDial() => Due = null;

    public void OnConnected(PeerId peer, IPAddress? reached, Moment now)
    {
        (Due, Peer, _connectedAt) = (null, peer, now);
        Reached = reached ?? Reached;
    }

    /// <summary>The handshake is done: a node is there, and it is another one.</summary>
    public void OnReady() => (IsProven, _fault) = (true, null);

    /// <summary>An attempt failed, or a connection ended.</summary>
    /// <param name="reason">Why, for people.</param>
    /// <param name="fault">How the connection ended; null where there was none.</param>
    /// <param name="retryAfter">For how long the other side asked to be left alone.</param>
    /// <param name="now">The time.</param>
    public void OnFailure(string reason, PeerFault? fault, TimeSpan retryAfter, Moment now)
    {
        _fault = fault;
        var pause = Peer is null ? redial.AfterFailure() : redial.AfterConnection(_connectedAt, now);
        var asked = retryAfter < Redial.AskedMax ? retryAfter : Redial.AskedMax;
        _unwelcomeUntil = now.Plus(asked);
        (Due, Peer, _lastFailure) = (now.Plus(asked > pause ? asked : pause), null, reason);
    }

    public DialView View(Moment now) =>
        new(Address.ToString(), Due?.Since(now), _lastFailure) { Refusal = _fault?.Refusal };
}
