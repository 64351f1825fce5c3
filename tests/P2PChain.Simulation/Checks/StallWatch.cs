using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// Looks, now and then, whether a running node leaves unread what came (R1): then that connection stands still for
/// ever.
/// </summary>
internal sealed class StallWatch(SimWorld world)
{
    // A node reads unless a handshake waits for an older connection (5 s) or a goodbye for the other side (1 s).
    private const int GlancesMax = 6;

    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(4);

    private Dictionary<SimSocket, (long Reads, int Glances)> _unread = [];

    public void Begin() => world.Core.After(Glance, () =>
    {
        Look();
        Begin();
    });

    private void Look()
    {
        var unread = new Dictionary<SimSocket, (long Reads, int Glances)>();
        foreach (var node in world.Nodes.Where(node => node.IsUp && !node.IsPaused))
        {
            foreach (var socket in node.Host.Sockets.Where(socket => socket.HasUnread))
            {
                var before = _unread.GetValueOrDefault(socket, (socket.Reads, Glances: 0));
                var glances = before.Reads == socket.Reads ? before.Glances + 1 : 1;
                unread.Add(socket, (socket.Reads, glances));
                if (glances == GlancesMax) world.Findings.Violated("R1", $"{node.Name} reads nothing any more of what {socket.Remote} says");
            }
        }
        _unread = unread;
    }
}
