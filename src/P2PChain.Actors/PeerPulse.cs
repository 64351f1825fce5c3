using Akka.Actor;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors;

/// <summary>Whether the other side of a connection lives. While nothing is read from it for want of credit, the silence is ours.</summary>
internal sealed class PeerPulse(PeerContext context, PeerReader reader)
{
    private bool _isAsked;

    /// <summary>Nothing was heard for as long as it takes to call a peer dead.</summary>
    public bool IsDead(UnixTime now) => reader.Silence(now) >= context.Settings.PingTimeout;

    /// <summary>It is time to ask.</summary>
    public bool IsPingDue(UnixTime pingSent, UnixTime now) =>
        reader.Silence(now) >= context.Settings.PingInterval && now.Since(pingSent) >= context.Settings.PingInterval;

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

    private void TellAlive() => context.Refs.Manager.Tell(new PeerProtocol.Alive(context.Id));
}
