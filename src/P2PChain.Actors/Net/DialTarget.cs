using System.Net;
using Akka.Actor;
using P2PChain.Core.Crypto;
using P2PChain.Core.Dialling;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>
/// An address that is dialled until a person removes it. It waits, is being dialled, or is connected.
/// </summary>
internal sealed class DialTarget(HostPort address, Redial redial, bool isKept, Moment due)
{
    private string? _lastFailure;
    private PeerFault? _fault;
    private Moment _connectedAt;
    private Moment? _unwelcomeUntil;

    public HostPort Address { get; } = address;

    /// <summary>
    /// Whether a person added it at run time. Then it is kept on disk; configured ones are in their file.
    /// </summary>
    public bool IsKept { get; } = isKept;

    /// <summary>Whether a node answered there once: in this run, or in an earlier one.</summary>
    public bool IsProven { get; set; }

    /// <summary>
    /// Whether the last attempt reached this node itself. One list of peers may serve all nodes of an office.
    /// </summary>
    public bool IsOurselves => _fault?.Code == PeerFaultCode.Ourselves;

    /// <summary>The time of the next dial; null while it is being dialled or is connected.</summary>
    public Moment? Due { get; private set; } = due;

    /// <summary>The connection with the node there: the dialled one, or an older one with the same node.</summary>
    public PeerId? Peer { get; private set; }

    /// <summary>The IP address that the last connection reached.</summary>
    public IPAddress? Reached { get; private set; } = LiteralOf(address);

    /// <summary>The IP address if the host is no name.</summary>
    public IPAddress? Literal { get; } = LiteralOf(address);

    /// <summary>The key that the node there proved last in this run; null if none did.</summary>
    public PublicKey? Key { get; private set; }

    /// <summary>The actors that are told the result of the next attempt.</summary>
    public List<IActorRef> Waiting { get; } = [];

    public bool IsDialling => Due is null && Peer is null;

    /// <summary>Makes it due now, unless it is being dialled or connected.</summary>
    public void DialNow(Moment now)
    {
        if (Due > now) Due = now;
    }

    /// <summary>It may be reachable again. Makes it due now, unless the other side asked for a longer pause.</summary>
    public void Wake(Moment now)
    {
        if (_unwelcomeUntil is null || _unwelcomeUntil <= now) DialNow(now);
    }

    public void OnDial() => Due = null;

    public void OnConnected(PeerId peer, IPAddress? reached, Moment now)
    {
        Due = null;
        Peer = peer;
        _connectedAt = now;
        Reached = reached ?? Reached;
    }

    /// <summary>The handshake is done: another node is there.</summary>
    /// <param name="key">The key that it proved; null if it proved none.</param>
    public void OnReady(PublicKey? key)
    {
        IsProven = true;
        Key = key;
        _fault = null;
    }

    /// <summary>The node there proved a banned key.</summary>
    public void OnBanned(PublicKey key) => Key = key;

    /// <summary>An attempt failed, or a connection ended.</summary>
    /// <param name="reason">The reason, for people.</param>
    /// <param name="fault">The fault that ended the connection; null if there was none.</param>
    /// <param name="retryAfter">The pause that the other side asked for.</param>
    /// <param name="now">The time.</param>
    public void OnFailure(string reason, PeerFault? fault, TimeSpan retryAfter, Moment now)
    {
        _fault = fault;
        var pause = Peer is null ? redial.AfterFailure() : redial.AfterConnection(_connectedAt, now);
        var asked = retryAfter < Redial.AskedMax ? retryAfter : Redial.AskedMax;
        _unwelcomeUntil = now.Plus(asked);
        Due = now.Plus(asked > pause ? asked : pause);
        Peer = null;
        _lastFailure = reason;
    }

    public DialView View(Moment now, bool isBanned) => isBanned
        ? new DialView(Address.ToString(), null, new PeerFault(PeerFaultCode.Banned).ToString()) { IsBanned = true }
        : new DialView(Address.ToString(), Due?.Since(now), _lastFailure) { Refusal = _fault?.Refusal };

    /// <summary>The IP address that a host is; null if it is a name.</summary>
    public static IPAddress? LiteralOf(HostPort address) =>
        IPAddress.TryParse(address.Host, out var literal) ? literal : null;
}
