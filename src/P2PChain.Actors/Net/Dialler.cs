using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Dialling;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>The manager's dials: to listed addresses when they are due, to found ones as the discovery asks.</summary>
internal sealed class Dialler(
    DialBook listed,
    FoundDials found,
    PeerBans bans,
    PeerRegistry peers,
    PeerManagerContext context,
    IActorContext parent,
    ITimerScheduler timers)
{
    private readonly ExtraPeer _extra = new();
    private bool _isStopped;

    /// <summary>Dials no more.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>Dials the due addresses and sets the timer for the next one. A trial may be over.</summary>
    public void DialDue(Moment now)
    {
        if (_isStopped) return;
        JudgeExtra(now);
        foreach (var address in listed.TakeDue(now)) Dial(address);
        if (listed.NextDue is { } due) timers.StartDue(Due.Instance, Due.Instance, due.Since(now));
    }

    /// <summary>Dials a found address, unless it is listed too, or banned.</summary>
    public void DialFound(FoundDial dial)
    {
        if (_isStopped) return;
        found.Add(dial);
        var isBanned = DialTarget.LiteralOf(dial.Address) is { } address && bans.Refusal(address) is not null;
        if (isBanned || listed.Find(dial.Address) is not null) found.End(dial.Address, DialEnd.Named);
        else Dial(dial.Address);
    }

    /// <summary>A handshake is done. After a look this is a trial.</summary>
    public void OnReady(PeerId peer, Moment now)
    {
        if (!found.OnReady(peer)) return;
        if (_extra.TryBegin(peer, now)) timers.StartSingleTimer(_extra, Due.Instance, ExtraPeer.Trial);
        else Part(peer, PeerFault.Looked);
    }

    /// <summary>A dial failed.</summary>
    public void OnFailed(DialActor.DialFailed failed, Moment now)
    {
        context.Meter.OnDialFailed();
        if (!found.TryFail(failed.Target)) listed.OnFailed(failed.Target, failed.Reason, now);
        DialDue(now);
    }

    /// <summary>A dial succeeded. Its connection starts, unless the dial is no longer wanted.</summary>
    /// <param name="target">The dialled address.</param>
    /// <param name="reached">The host that answered.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="start">Starts it; its argument tells whether it is only a look.</param>
    /// <param name="now">The time.</param>
    public void OnDialled(
        HostPort target, IPAddress reached, IActorRef connection, Func<bool, PeerId> start, Moment now)
    {
        if (_isStopped) connection.Tell(Tcp.Abort.Instance);
        else if (bans.Refusal(reached) is { } banned) // since the dial began
        {
            connection.Tell(Tcp.Abort.Instance);
            OnFailed(new DialActor.DialFailed(target, banned.ToString()), now);
        }
        else if (found.IsDialling(target, out var isLook)) found.OnConnected(target, start(isLook));
        else if (listed.IsDialling(target)) listed.OnConnected(target, start(false), reached, now);
        else connection.Tell(Tcp.Abort.Instance);
    }

    private void JudgeExtra(Moment now)
    {
        if (!_extra.IsDue(now)) return;
        var dialled = peers.Views.Where(static view => view.IsOutbound).ToList();
        var isOver = dialled.Count > (context.Discovery?.Settings.OutboundMax ?? 0);
        var unnamed = dialled.Where(view => !listed.Peers.Contains(view.Id))
            .Select(static view => (view.Id, view.DeliveredAt)).ToList();
        if (_extra.Judge(unnamed, isOver, now) is { } peer) Part(peer, PeerFault.OneTooMany);
    }

    private void Part(PeerId peer, PeerFault fault) => peers.RefOf(peer).Tell(new PeerProtocol.Part(fault));

    private void Dial(HostPort address) =>
        parent.ActorOf(DialActor.Props(address, context.Tcp, context.Settings.DialTimeout, bans.List));

    /// <summary>An address may be due.</summary>
    internal sealed class Due : IDeadLetterSuppression
    {
        public static readonly Due Instance = new();
    }
}
