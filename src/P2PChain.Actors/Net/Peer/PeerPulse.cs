using Akka.Actor;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// Finds out whether the peer is alive. While this node does not read for want of credit, a silence does not count.
/// </summary>
internal sealed class PeerPulse(PeerContext context, PeerReader reader)
{
    // A timer may fire a little early. The next one must not fire at once again.
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(10);

    private Moment _pinged;
    private bool _isAsked;

    /// <summary>Whether the silence is so long that the peer counts as dead.</summary>
    public bool IsDead(Moment now) => reader.Silence(now) >= context.Settings.PingTimeout;

    /// <summary>Whether a ping is due. The caller sends it.</summary>
    public bool TryTakePing(Moment now)
    {
        var interval = context.Settings.PingInterval;
        if (reader.Silence(now) < interval || now.Since(_pinged) < interval) return false;
        _pinged = now;
        return true;
    }

    /// <summary>The time until the next ping or the end, if nothing is received meanwhile.</summary>
    public TimeSpan Wait(Moment now)
    {
        var silence = reader.Silence(now);
        var sincePing = now.Since(_pinged);
        var untilPing = context.Settings.PingInterval - Min(silence, sincePing);
        return Max(Soonest, Min(untilPing, context.Settings.PingTimeout - silence));
    }

    /// <summary>A newer connection claims the same key, and the manager asks whether this one is alive.</summary>
    /// <returns>Whether a ping is needed to find out.</returns>
    public bool MustAsk()
    {
        _isAsked = reader.IsReading;
        if (!_isAsked) TellAlive();
        return _isAsked;
    }

    /// <summary>Something was received.</summary>
    public void OnHeard()
    {
        if (_isAsked) TellAlive();
        _isAsked = false;
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private void TellAlive() => context.Refs.Manager.Tell(new PeerProtocol.Alive(context.Id));
}
