using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using P2PChain.Core.Dialling;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>The addresses that are dialled until a person says otherwise: which are due, how the last attempt ended, and who waits to hear of it.</summary>
internal sealed class DialBook(IKeptPeers kept, Random random)
{
    // A node whose network comes back does not dial everybody at the same moment.
    private const int InFlightMax = 16;

    // Others decide when one of their connections comes; they shall not decide how often this node dials.
    private static readonly TimeSpan WakeEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, DialTarget> _targets = new(StringComparer.OrdinalIgnoreCase);
    private readonly RateLimit _wakes = new(WakeEvery, burst: 1);

    /// <summary>When the next address is due; null when none is, or the next end of a dial makes room first.</summary>
    public Moment? NextDue => InFlight >= InFlightMax ? null : _targets.Values.Min(target => target.Due);

    private int InFlight => _targets.Values.Count(target => target.IsDialling);

    /// <summary>The addresses of the configuration, and those that a person named before; all are due.</summary>
    public void Load(ImmutableArray<HostPort> configured, Moment now)
    {
        foreach (var address in configured) Add(address, isKept: false, now);
        foreach (var address in kept.Load())
            if (Add(address, isKept: true, now)) _targets[Key(address)].IsProven = true;
    }

    /// <summary>A person wants this address dialled, now and for ever.</summary>
    /// <param name="address">Which.</param>
    /// <param name="asker">Hears how the next attempt ends, or of the connection that there is.</param>
    /// <param name="now">The time.</param>
    /// <returns>The connection with whoever is there; null when there is none.</returns>
    public PeerId? Keep(HostPort address, IActorRef asker, Moment now)
    {
        if (Add(address, isKept: true, now)) Save();
        var target = _targets[Key(address)];
        target.DialNow(now);
        target.Waiting.Add(asker);
        return target.Peer;
    }

    /// <summary>The connection with whoever is at an address; null when there is none.</summary>
    public PeerId? PeerAt(HostPort address) => _targets.GetValueOrDefault(Key(address))?.Peer;

    /// <summary>An address is dialled no more, nor is any other that leads to the same node.</summary>
    /// <param name="address">Which.</param>
    /// <param name="peer">The connection with that node; null when there is none.</param>
    /// <returns>What was dialled so far.</returns>
    public ImmutableArray<HostPort> Remove(HostPort address, PeerId? peer)
    {
        var removed = _targets.Where(entry => entry.Key == Key(address) || (peer is not null && entry.Value.Peer == peer)).ToList();
        foreach (var (key, target) in removed)
        {
            _targets.Remove(key);
            Answer(target, null, "disconnected meanwhile");
        }
        if (removed.Count > 0) Save();
        return [.. removed.Select(entry => entry.Value.Address)];
    }

    /// <summary>The addresses to dial now; each counts as being dialled from here on.</summary>
    public ImmutableArray<HostPort> TakeDue(Moment now)
    {
        var due = _targets.Values.Where(target => target.Due <= now).OrderBy(target => target.Due).Take(InFlightMax - InFlight).ToList();
        foreach (var target in due) target.OnDial();
        return [.. due.Select(target => target.Address)];
    }

    /// <summary>Whether somebody still wants what this dial reached.</summary>
    public bool IsDialling(HostPort address) => _targets.TryGetValue(Key(address), out var target) && target.IsDialling;

    /// <summary>Whether a person named this address, as far as is known what the names stand for.</summary>
    public bool IsNamed(IPAddress address) => _targets.Values.Any(target => address.Equals(target.Reached));

    /// <summary>Something happened after which those that wait may be reachable.</summary>
    public void Wake(Moment now)
    {
        if (!_wakes.TryTake(now)) return;
        foreach (var target in _targets.Values) target.Wake(now);
    }

    /// <summary>A dial reached somebody.</summary>
    public void OnConnected(HostPort address, PeerId peer, IPAddress reached, Moment now) => _targets[Key(address)].OnConnected(peer, reached, now);

    /// <summary>A dial reached nobody.</summary>
    public void OnFailed(HostPort address, string reason, Moment now)
    {
        if (!IsDialling(address)) return;
        var target = _targets[Key(address)];
        target.OnFailure(reason, null, TimeSpan.Zero, now);
        Answer(target, null, reason);
    }

    /// <summary>A handshake is done: whoever waits for that address hears of it.</summary>
    public void OnReady(PeerView view)
    {
        foreach (var target in With(view.Id))
        {
            target.OnReady();
            Answer(target, view, "");
        }
    }

    /// <summary>A connection ended.</summary>
    /// <param name="peer">Which.</param>
    /// <param name="fault">Why.</param>
    /// <param name="other">Another connection with the same node, which stays: then nobody redials.</param>
    /// <param name="now">The time.</param>
    public void OnLost(PeerId peer, PeerFault fault, PeerId? other, Moment now)
    {
        foreach (var target in With(peer).ToList())
        {
            if (other is { } stays) target.OnConnected(stays, null, now);
            else if (fault.IsOfNoPeer && target is { IsKept: true, IsProven: false }) Drop(target, fault);
            else if (fault.IsOfNoPeer) Fail(target, fault, Redial.AskedMax, now);
            else Fail(target, fault, fault.RetryAfter, now);
        }
    }

    /// <summary>The addresses that are not connected, or whose handshake is not done; none that is this node's own.</summary>
    /// <param name="isReady">Whether a connection's handshake is done.</param>
    /// <param name="now">The time.</param>
    public ImmutableArray<DialView> Views(Predicate<PeerId> isReady, Moment now) =>
        [.. _targets.Values.Where(target => !target.IsOurselves && (target.Peer is not { } peer || !isReady(peer))).Select(target => target.View(now))];

    /// <summary>The connections with nodes at these addresses; none with this node itself.</summary>
    public ImmutableArray<PeerId> Peers => [.. _targets.Values.Where(static target => !target.IsOurselves).Select(target => target.Peer).OfType<PeerId>().Distinct()];

    private bool Add(HostPort address, bool isKept, Moment now) =>
        _targets.TryAdd(Key(address), new DialTarget(InterfaceNames.Named(address), new Redial(random), isKept, now));

    private IEnumerable<DialTarget> With(PeerId peer) => _targets.Values.Where(target => target.Peer == peer);

    private void Save() => kept.Save([.. _targets.Values.Where(target => target.IsKept).Select(target => target.Address)]);

    private static void Fail(DialTarget target, PeerFault fault, TimeSpan retryAfter, Moment now)
    {
        target.OnFailure(fault.ToString(), fault, retryAfter, now);
        Answer(target, null, fault.ToString());
    }

    /// <summary>A person mistyped: there is no peer at that address, and never was one.</summary>
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
