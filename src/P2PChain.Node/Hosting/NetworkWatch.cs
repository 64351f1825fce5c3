using System.Net.NetworkInformation;
using Akka.Actor;
using P2PChain.Actors.Node;

namespace P2PChain.Node.Hosting;

/// <summary>
/// Tells a node that an interface of this machine got or lost an address: a cable, a VPN, a laptop that wakes up.
/// </summary>
internal sealed class NetworkWatch : IDisposable
{
    private readonly IActorRef _node;

    /// <summary>Watches until disposed.</summary>
    /// <param name="node">The node's root.</param>
    public NetworkWatch(IActorRef node)
    {
        _node = node;
        NetworkChange.NetworkAddressChanged += OnChanged;
    }

    /// <inheritdoc/>
    public void Dispose() => NetworkChange.NetworkAddressChanged -= OnChanged;

    private void OnChanged(object? sender, EventArgs change) => _node.Tell(NodeProtocol.NetworkChanged.Instance);
}
