using Akka.Actor;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// Finds out whether the peer is alive. While this node does not read for want of credit, a silence does not count.
/// </summary>
internal sealed class PeerPulse(PeerContext context, PeerReader reader)
{
    // A timer may strike a little early; then it is not asked again at once and for ever.
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(10);

    private Moment _pinged;
    private bool _isAsked;

    /// <summary>Nothing was heard for as long as it takes to call a peer dead.</summary>
    public bool IsDead(Moment now) => reader.Silence(now) >= context.Settings.PingTimeout;

    /// <summary>Whether it is time to ask; who is told so does.</summary>
    public bool TryTakePing(Moment now)
    {
        var interval = context.Settings.PingInterval;
        if (reader.Silence(now) < interval || now.Since(_pinged) < interval) return false;
        _pinged = now;
        return true;
    }

    /// <summary>How long until it is time to ask, or to call the peer dead, if nothing is heard meanwhile.</summary>
    public TimeSpan Wait(Moment now)
    {
        var silence = reader.Silence(now);
        var untilPing = Max(context.Settings.PingInterval - silence, context.Settings.PingInterval - (now.Since(_pinged)));
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
