using Akka.Actor;
using P2PChain.Core.Dialling;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net.Discovery;

/// <summary>
/// The manager's dials to found addresses, until their handshake is done. The discovery is told how each ended.
/// </summary>
internal sealed class FoundDials(IActorRef discovery)
{
    private readonly Dictionary<HostPort, Found> _found = [];

    public void Add(FoundDial dial) => _found[dial.Address] = new Found(dial.IsLook);

    /// <summary>Whether the address is being dialled.</summary>
    /// <param name="target">The address.</param>
    /// <param name="isLook">Whether the dial is made for a look.</param>
    public bool IsDialling(HostPort target, out bool isLook)
    {
        isLook = _found.TryGetValue(target, out var found) && found.IsLook;
        return found is { Peer: null };
    }

    public void OnConnected(HostPort target, PeerId peer) => _found[target].Peer = peer;

    /// <summary>A dial failed.</summary>
    /// <returns>Whether it was one of these.</returns>
    public bool TryFail(HostPort target)
    {
        if (!IsDialling(target, out _)) return false;
        End(target, DialEnd.Failed);
        return true;
    }

    /// <summary>The other side of a look announced itself.</summary>
    public void OnLooked(PeerId peer, bool isOurselves)
    {
        if (TargetOf(peer) is { } target) End(target, isOurselves ? DialEnd.Ourselves : DialEnd.Seen);
    }

    /// <summary>A handshake is done.</summary>
    /// <returns>Whether the dial was made for a look.</returns>
    public bool OnReady(PeerId peer) =>
        TargetOf(peer) is { } target && _found.Remove(target, out var found) && found.IsLook;

    /// <summary>A connection ended.</summary>
    public void OnParting(PeerId peer, PeerFault fault)
    {
        if (TargetOf(peer) is { } target) End(target, EndOf(fault.Code));
    }

    /// <summary>A dial ended without a handshake.</summary>
    public void End(HostPort target, DialEnd end)
    {
        _found.Remove(target);
        discovery.Tell(new DiscoveryProtocol.DialEnded(target, end));
    }

    private HostPort? TargetOf(PeerId peer) => _found.FirstOrDefault(pair => pair.Value.Peer == peer).Key;

    // A node refuses after it has announced itself, and another network's announce has another fault.
    private static DialEnd EndOf(PeerFaultCode code) => code switch
    {
        PeerFaultCode.Ourselves => DialEnd.Ourselves,
        PeerFaultCode.RefusedUs or PeerFaultCode.Duplicate or PeerFaultCode.DuplicateElsewhere => DialEnd.Refused,
        PeerFaultCode.Banned => DialEnd.Refused,
        _ => DialEnd.Failed,
    };

    private sealed class Found(bool isLook)
    {
        public bool IsLook { get; } = isLook;

        public PeerId? Peer { get; set; }
    }
}
