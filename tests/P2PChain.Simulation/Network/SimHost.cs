using System.Net;

namespace P2PChain.Simulation.Network;

/// <summary>A machine of the simulated network.</summary>
public sealed class SimHost(string name, IPAddress address)
{
    private readonly HashSet<SimSocket> _sockets = [];

    public string Name { get; } = name;

    public IPAddress Address { get; } = address;

    /// <summary>Whether it answers at all; one that is down loses every segment that reaches it.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>
    /// Whether its power fails at this moment: no connection of it is ended in an orderly way any more.
    /// </summary>
    public bool IsLosingPower { get; set; }

    /// <summary>Whether it turns dials away even where somebody listens.</summary>
    public bool Refuses { get; set; }

    /// <summary>Takes accepted sockets; null while nobody listens.</summary>
    public Action<SimSocket>? Listener { get; set; }

    public void Add(SimSocket socket) => _sockets.Add(socket);

    public void Remove(SimSocket socket) => _sockets.Remove(socket);

    /// <summary>Its open sockets, in no order.</summary>
    public IReadOnlyCollection<SimSocket> Sockets => _sockets;

    /// <summary>Whether a connection stands with the host of this address, for both.</summary>
    public bool IsLinkedWith(IPAddress other) => _sockets.Any(
        socket => socket.Remote.Address.Equals(other) && socket.IsOpenAtBothEnds);

    /// <summary>Which process runs there, counted.</summary>
    public int Process { get; private set; }

    /// <summary>The process ended: its kernel resets what it had open.</summary>
    public void ResetAll()
    {
        (Listener, Process) = (null, Process + 1);
        foreach (var socket in _sockets.ToList()) socket.Abort();
    }

    /// <summary>The power failed: nobody is told; the other sides are half-open until they write to it.</summary>
    public void ForgetAll()
    {
        (Listener, Process) = (null, Process + 1);
        foreach (var socket in _sockets.ToList()) socket.LosePower();
    }

    /// <summary>Everything healed.</summary>
    public void HurryAll()
    {
        foreach (var socket in _sockets) socket.Hurry();
    }

    /// <summary>One of its open sockets; null when there is none.</summary>
    public SimSocket? Draw(Random random) => _sockets.Count == 0 ? null : _sockets.ElementAt(
        random.Next(_sockets.Count));
}
