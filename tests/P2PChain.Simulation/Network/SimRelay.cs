using System.Net;
using P2PChain.Simulation.Nodes;

namespace P2PChain.Simulation.Network;

/// <summary>
/// A machine that passes every connection through to a node, unchanged in both directions, as a forwarded port does. A
/// peer behind
/// it proves its key as if it were not there.
/// </summary>
internal sealed class SimRelay
{
    private static readonly TimeSpan DialTimeout = TimeSpan.FromSeconds(4);

    private readonly SimWorld _world;
    private readonly IPEndPoint _target;

    public SimRelay(SimWorld world, SimHost host, SimNode target)
    {
        (_world, Host, _target) = (world, host, new IPEndPoint(target.Host.Address, SimWorld.Port));
        host.Listener = Accept;
    }

    public SimHost Host { get; }

    /// <summary>The address of the node behind it.</summary>
    public IPAddress Target => _target.Address;

    private void Accept(SimSocket near) => _world.Network.Connect(
        Host, _target, DialTimeout, far => Join(near, far), near.Abort);

    private void Join(SimSocket near, SimSocket far)
    {
        _world.Findings.Mark("relay-joins");
        near.Owner = new Half(near, far);
        far.Owner = new Half(far, near);
        near.Owner.OnReadable();
        far.Owner.OnReadable();
    }

    /// <summary>One direction.</summary>
    private sealed class Half(SimSocket from, SimSocket to) : ISocketOwner
    {
        private readonly SimWriter _writer = new(to);

        public void OnReadable()
        {
            while (from.Read(int.MaxValue) is { } chunk) _writer.Send(chunk);
            if (!from.IsAtEnd) return;
            to.Close();
            from.Close();
        }

        public void OnReset() => to.Abort();
    }
}
