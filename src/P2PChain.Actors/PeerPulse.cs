using Akka.Actor;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors;

/// <summary>Whether the other side of a connection lives. While nothing is read from it for want of credit, the silence is ours.</summary>
internal sealed class PeerPulse(PeerContext context, PeerReader reader)
{
    // A clock that is set meanwhile makes no busy loop.
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(10);

    private bool _isAsked;

    /// <summary>Nothing was heard for as long as it takes to call a peer dead.</summary>
    public bool IsDead(UnixTime now) => reader.Silence(now) >= context.Settings.PingTimeout;

    /// <summary>It is time to ask.</summary>
    public bool IsPingDue(UnixTime pingSent, UnixTime now) =>
        reader.Silence(now) >= context.Settings.PingInterval && now.Since(pingSent) >= context.Settings.PingInterval;

    /// <summary>How long until it is time to ask, or to call the peer dead, if nothing is heard meanwhile.</summary>
    public TimeSpan Wait(UnixTime pingSent, UnixTime now)
    {
        var silence = reader.Silence(now);
        var untilPing = Max(context.Settings.PingInterval - silence, context.Settings.PingInterval - now.Since(pingSent));
        return Max(Soonest, Min(untilPing, context.Settings.PingTimeout - silence));
    }

    /// <summary>Its node came by another connection, or somebody who claims to be it: the manager wants to know whether it lives.</summary>
    /// <returns>Whether it has to be asked for that.</returns>
    public bool MustAsk()
    {
        _isAsked = reader.IsReading;
        if (!_isAsked) TellAlive();
        return _isAsked;
    }

    /// <summary>Something was heard, whatever it was.</summary>
    public void OnHeard()
    {
        if (_isAsked) TellAlive();
        _isAsked = false;
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private void TellAlive() => context.Refs.Manager.Tell(new PeerProtocol.Alive(context.Id));
}
