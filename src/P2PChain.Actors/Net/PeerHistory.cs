using System.Net;
using Akka.Event;
using P2PChain.Actors.Metrics;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>
/// Records the ended and refused connections, with reasons: for the log, for people, and to discourage misbehaving
/// addresses. Memory and log lines are bounded, also in a flood.
/// </summary>
internal sealed class PeerHistory(ILoggingAdapter log, KeyNames names, NodeMeter meter)
{
    private const int GoneMax = 10;
    private const int DiscouragedShownMax = 10;

    private readonly Queue<(string Address, PeerFault Fault, Moment At)> _gone = new();
    private readonly SortedDictionary<PeerFaultCode, Refusals> _refused = [];
    private readonly Discouragement _discouragement = new();
    private readonly RateLimit _logRate = new(TimeSpan.FromSeconds(1), 30);
    private long _unlogged;

    /// <summary>Whether an address is discouraged.</summary>
    public bool IsDiscouraged(IPAddress address, Moment now) =>
        _discouragement.Includes(new Culprit.OfAddress(AddressGroup.Of(address)), now);

    /// <summary>Whether a key is discouraged.</summary>
    public bool IsDiscouraged(PublicKey key, Moment now) => _discouragement.Includes(new Culprit.OfKey(key), now);

    public void OnCame(PeerView view, Moment now)
    {
        if (!MayLog(now)) return;
        var way = view.IsOutbound ? "dialled" : "accepted";
        log.Info("Peer {0} connected, {1}, {2}", view.Address, way, PeerName(view));
    }

    /// <summary>A connection whose handshake had been done ended.</summary>
    /// <param name="view">The peer.</param>
    /// <param name="fault">The reason.</param>
    /// <param name="isHereStill">Whether the same node has another connection.</param>
    /// <param name="now">The time.</param>
    public void OnWent(PeerView view, PeerFault fault, bool isHereStill, Moment now)
    {
        meter.OnEnded(fault.Code);
        if (!isHereStill) Keep(view.Address, fault, now);
        if (MayLog(now)) log.Info("Peer {0} left, {1}: {2}", view.Address, PeerName(view), fault);
    }

    /// <summary>A connection was refused, or ended before its handshake was done.</summary>
    /// <param name="remote">The other side's address.</param>
    /// <param name="fault">The reason.</param>
    /// <param name="isHereStill">Whether the same node has another connection. A duplicate is not recorded.</param>
    /// <param name="now">The time.</param>
    public void OnRefused(IPEndPoint remote, PeerFault fault, bool isHereStill, Moment now)
    {
        meter.OnRefused(fault.Code);
        var isNeedless = isHereStill && fault.Code is PeerFaultCode.Duplicate or PeerFaultCode.RefusedUs;
        if (isNeedless || fault.IsLook || fault.Code == PeerFaultCode.Ourselves) return;
        var count = _refused.TryGetValue(fault.Code, out var earlier) ? earlier.Count + 1 : 1;
        _refused[fault.Code] = new Refusals(count, remote, now);
        if (MayLog(now)) log.Info("Connection with {0} refused or ended: {1}", remote, fault);
    }

    /// <summary>Charges a fault to an address or a key.</summary>
    /// <returns>Whether it is discouraged now.</returns>
    public bool Judge(Culprit culprit, PeerFault fault, bool isExtended, Moment now)
    {
        var was = _discouragement.Includes(culprit, now);
        _discouragement.OnFault(culprit, fault, isExtended, now);
        var isNow = _discouragement.Includes(culprit, now);
        if (!was && isNow && MayLog(now)) log.Warning("{0} is discouraged: {1}", Text(culprit), fault);
        return isNow;
    }

    public PeerRecord View(Moment now) => new(
        [.. _gone.Reverse().Select(gone => new GoneView(gone.Address, gone.Fault.ToString(), now.Since(gone.At)))],
        [.. _refused.Select(refused => new RefusedView(
            new PeerFault(refused.Key).ToString(),
            refused.Value.Count,
            InterfaceNames.Text(refused.Value.Last),
            now.Since(refused.Value.At)))],
        [.. _discouragement.Now(now).Take(DiscouragedShownMax).Select(entry => new DiscouragedView(
            Text(entry.Culprit), entry.Fault.ToString(), entry.Until.Since(now)))]);

    private string PeerName(PeerView view) =>
        view.Key is not { } key ? "plain" : view.IsProven ? names.Show(key) : $"claims {names.Show(key)}";

    private string Text(Culprit culprit) =>
        culprit is Culprit.OfKey(var key) ? $"key {names.Show(key)}" : culprit.ToString();

    private void Keep(string address, PeerFault fault, Moment now)
    {
        if (_gone.Count == GoneMax) _gone.Dequeue();
        _gone.Enqueue((address, fault, now));
    }

    private bool MayLog(Moment now)
    {
        if (!_logRate.TryTake(now))
        {
            _unlogged++;
            return false;
        }
        if (_unlogged > 0)
            log.Info("{0} connections came, went or were refused and are not logged: too many at once", _unlogged);
        _unlogged = 0;
        return true;
    }

    private sealed record Refusals(long Count, IPEndPoint Last, Moment At);
}
