using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using P2PChain.Core.Dialling;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>
/// The addresses to dial: the due ones, the result of the last attempt, and the actors that wait for it.
/// </summary>
/// <param name="kept">Stores the addresses that a person added.</param>
/// <param name="random">Its own source.</param>
/// <param name="bans">The bans: a banned address stays listed and is not dialled.</param>
internal sealed class DialBook(IKeptPeers kept, Random random, PeerBans bans)
{
    // When its network comes back, a node does not dial all peers at once.
    private const int InFlightMax = 16;

    // A peer that connects wakes the dials. It must not decide how often this node dials.
    private static readonly TimeSpan WakeEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, DialTarget> _targets = new(StringComparer.OrdinalIgnoreCase);
    private readonly RateLimit _wakes = new(WakeEvery, burst: 1);

    /// <summary>
    /// The time at which the next address is due; null if none is, or if the next end of a dial comes first.
    /// </summary>
    public Moment? NextDue => InFlight >= InFlightMax ? null : Free.Min(target => target.Due);

    private IEnumerable<DialTarget> Free => _targets.Values.Where(target => !bans.Holds(target));

    private int InFlight => _targets.Values.Count(target => target.IsDialling);

    /// <summary>Adds the configured addresses and the kept ones. All are due.</summary>
    public void Load(ImmutableArray<HostPort> configured, Moment now)
    {
        foreach (var address in configured) Add(address, isKept: false, now);
        foreach (var address in kept.Load())
            if (Add(address, isKept: true, now)) _targets[Key(address)].IsProven = true;
    }

    /// <summary>A person adds an address. It is dialled now, and again whenever it is not connected.</summary>
    /// <param name="address">The address.</param>
    /// <param name="asker">Is told the result of the next attempt.</param>
    /// <param name="now">The time.</param>
    /// <returns>The connection with the node there; null if there is none.</returns>
    public PeerId? Keep(HostPort address, IActorRef asker, Moment now)
    {
        if (Add(address, isKept: true, now)) Save();
        var target = _targets[Key(address)];
        target.DialNow(now);
        target.Waiting.Add(asker);
        return target.Peer;
    }

    /// <summary>A listed address; null if it is not listed.</summary>
    public DialTarget? Find(HostPort address) => _targets.GetValueOrDefault(Key(address));

    /// <summary>Removes an address and all others that lead to the same node.</summary>
    /// <param name="address">The address.</param>
    /// <param name="peer">The connection with that node; null if there is none.</param>
    /// <returns>The removed addresses.</returns>
    public ImmutableArray<HostPort> Remove(HostPort address, PeerId? peer)
    {
        var key = Key(address);
        var removed = _targets.Values
            .Where(target => Key(target.Address) == key || (peer is not null && target.Peer == peer)).ToList();
        foreach (var target in removed)
        {
            _targets.Remove(Key(target.Address));
            Answer(target, null, "disconnected meanwhile");
        }
        if (removed.Count > 0) Save();
        return [.. removed.Select(target => target.Address)];
    }

    /// <summary>The addresses to dial now. From here on they are being dialled.</summary>
    public ImmutableArray<HostPort> TakeDue(Moment now)
    {
        var due = Free
            .Where(target => target.Due <= now).OrderBy(target => target.Due).Take(InFlightMax - InFlight).ToList();
        foreach (var target in due) target.OnDial();
        return [.. due.Select(target => target.Address)];
    }

    /// <summary>Whether the address is still being dialled. A person may have removed it meanwhile.</summary>
    public bool IsDialling(HostPort address) => _targets.TryGetValue(Key(address), out var target) && target.IsDialling;

    /// <summary>Whether a listed address is, or last resolved to, this one.</summary>
    public bool IsNamed(IPAddress address) => _targets.Values.Any(target => address.Equals(target.Reached));

    /// <summary>Waiting addresses may be reachable again.</summary>
    public void Wake(Moment now)
    {
        if (!_wakes.TryTake(now)) return;
        foreach (var target in _targets.Values) target.Wake(now);
    }

    /// <summary>A dial succeeded.</summary>
    public void OnConnected(HostPort address, PeerId peer, IPAddress reached, Moment now) =>
        _targets[Key(address)].OnConnected(peer, reached, now);

    /// <summary>A dial failed.</summary>
    public void OnFailed(HostPort address, string reason, Moment now)
    {
        if (!IsDialling(address)) return;
        var target = _targets[Key(address)];
        target.OnFailure(reason, null, TimeSpan.Zero, now);
        Answer(target, null, reason);
    }

    /// <summary>A handshake is done.</summary>
    public void OnReady(PeerView view)
    {
        foreach (var target in With(view.Id))
        {
            target.OnReady(view.IsProven ? view.Key : null);
            Answer(target, view, "");
        }
    }

    /// <summary>A ban was lifted. Its addresses are dialled now.</summary>
    public void OnUnbanned(BanTarget ban, Moment now)
    {
        foreach (var target in _targets.Values.Where(target =>
            (target.Reached is { } address && ban.Includes(address)) || (target.Key is { } key && ban.Includes(key))))
            target.DialNow(now);
    }

    /// <summary>A connection ended.</summary>
    /// <param name="parting">The connection and the reason.</param>
    /// <param name="other">Another connection with the same node; with it, the address is not dialled again.</param>
    /// <param name="now">The time.</param>
    public void OnLost(PeerProtocol.Parting parting, PeerId? other, Moment now)
    {
        var fault = parting.Fault;
        var banned = fault.Code == PeerFaultCode.Banned && parting.HasProofs ? parting.Key : null;
        foreach (var target in With(parting.Id).ToList())
        {
            if (banned is not null) target.OnBanned(banned);
            if (other is { } stays) target.OnConnected(stays, null, now);
            else if (fault.IsOfNoPeer && target is { IsKept: true, IsProven: false }) Drop(target, fault);
            else if (fault.IsOfNoPeer) Fail(target, fault, Redial.AskedMax, now);
            else Fail(target, fault, fault.RetryAfter, now);
        }
    }

    /// <summary>The addresses without a connection whose handshake is done. This node's own is left out.</summary>
    /// <param name="isReady">Whether a connection's handshake is done.</param>
    /// <param name="now">The time.</param>
    public ImmutableArray<DialView> Views(Predicate<PeerId> isReady, Moment now) =>
    [
        .. Others.Where(target => target.Peer is not { } peer || !isReady(peer))
            .Select(target => target.View(now, bans.Holds(target))),
    ];

    /// <summary>The connections with other nodes at these addresses.</summary>
    public ImmutableArray<PeerId> Peers => [.. Others.Select(target => target.Peer).OfType<PeerId>().Distinct()];

    private IEnumerable<DialTarget> Others => _targets.Values.Where(static target => !target.IsOurselves);

    private bool Add(HostPort address, bool isKept, Moment now) =>
        _targets.TryAdd(Key(address), new DialTarget(InterfaceNames.Named(address), new Redial(random), isKept, now));

    private IEnumerable<DialTarget> With(PeerId peer) => _targets.Values.Where(target => target.Peer == peer);

    private void Save() =>
        kept.Save([.. _targets.Values.Where(target => target.IsKept).Select(target => target.Address)]);

    private static void Fail(DialTarget target, PeerFault fault, TimeSpan retryAfter, Moment now)
    {
        target.OnFailure(fault.ToString(), fault, retryAfter, now);
        Answer(target, null, fault.ToString());
    }

    /// <summary>Forgets a mistyped address: no peer was ever there.</summary>
    private void Drop(DialTarget target, PeerFault fault)
    {
        _targets.Remove(Key(target.Address));
        Answer(target, null, fault.ToString(), isForgotten: true);
        Save();
    }

    private static void Answer(DialTarget target, PeerView? view, string reason, bool isForgotten = false)
    {
        foreach (var waiting in target.Waiting)
            waiting.Tell(new PeerProtocol.ConnectResult(target.Address, view, reason) { IsForgotten = isForgotten });
        target.Waiting.Clear();
    }

    private static string Key(HostPort address) => InterfaceNames.Named(address).ToString();
}
