using System.Net;
using P2PChain.Simulation.Engine;

namespace P2PChain.Simulation.Network;

/// <summary>
/// Carries streams of bytes, not packets, as TCP does: nothing in a connection is lost or overtaken, but all of it may
/// be late, cut anywhere, or end.
/// </summary>
public sealed class SimNetwork(SimCore core)
{
    private const int PortMin = 40_001;

    private readonly Dictionary<IPAddress, SimHost> _hosts = [];
    private readonly Dictionary<(SimHost From, SimHost To), LinkConditions> _links = [];
    private readonly Random _random = core.NewRandom("network");
    private int _connections;

    /// <summary>The chance that a read takes only a part of what is there.</summary>
    public double ChopChance { get; set; }

    /// <summary>Called whenever a host accepts a connection and ends it without a word.</summary>
    public Action OnTurnedAway { get; set; } = () => { };

    /// <summary>Whether nothing gets from one host to another, besides what each link says.</summary>
    public Func<SimHost, SimHost, bool> IsCut { get; set; } = (_, _) => false;

    /// <summary>Called with the bytes that reach a socket, in their order.</summary>
    public Action<SimSocket, byte[]> OnDelivered { get; set; } = (_, _) => { };

    /// <summary>The latency and jitter of links that are made from now on.</summary>
    public (TimeSpan Latency, TimeSpan Jitter) Usual { get; set; } = (TimeSpan.FromMilliseconds(1), TimeSpan.Zero);

    /// <summary>All machines.</summary>
    public IReadOnlyCollection<SimHost> Hosts => _hosts.Values;

    internal SimCore Core => core;

    internal Random Random => _random;

    public SimHost AddHost(string name, IPAddress address)
    {
        var host = new SimHost(name, address);
        _hosts.Add(address, host);
        return host;
    }

    public LinkConditions Link(SimHost from, SimHost to)
    {
        if (_links.TryGetValue((from, to), out var link)) return link;
        link = new LinkConditions { Latency = Usual.Latency, Jitter = Usual.Jitter };
        _links.Add((from, to), link);
        return link;
    }

    /// <summary>Dials. One of the two is called, later, unless the dialling process ended.</summary>
    public void Connect(SimHost from, IPEndPoint to, TimeSpan timeout, Action<SimSocket> connected, Action failed)
    {
        var target = _hosts.GetValueOrDefault(to.Address);
        var trip = target is null ? timeout : Delay(from, target) + Delay(target, from);
        if (target is null || trip >= timeout || !IsOpen(from, target))
        {
            core.After(timeout, failed);
            return;
        }
        var process = from.Process;
        core.After(trip, () =>
        {
            if (!from.IsUp || from.Process != process) return; // nobody there waits for it any more
            if (!IsOpen(from, target)) core.After(timeout - trip, failed);
            else if (target.Listener is not { } listener || target.Refuses) failed();
            else Establish(from, to, target, listener, connected);
        });
    }

    /// <summary>When bytes sent now arrive: after those sent before.</summary>
    internal TimeSpan Delay(SimHost from, SimHost to)
    {
        var link = Link(from, to);
        var clogged = link.CloggedUntil > core.Elapsed ? link.CloggedUntil - core.Elapsed : TimeSpan.Zero;
        return clogged + link.Latency + (link.Jitter * _random.NextDouble());
    }

    internal bool IsBlocked(SimHost from, SimHost to) => IsCut(from, to) || Link(from, to).IsBlocked;

    private bool IsOpen(SimHost from, SimHost to) => to.IsUp && !IsBlocked(from, to) && !IsBlocked(to, from);

    private void Establish(
        SimHost from, IPEndPoint to, SimHost target, Action<SimSocket> listener, Action<SimSocket> connected)
    {
        // Ports come round again, as with any kernel. One host has few connections among so many.
        var port = PortMin + (_connections++ % (IPEndPoint.MaxPort - PortMin));
        var local = new IPEndPoint(from.Address, port);
        var (near, far) = SimSocket.Pair(this, (from, local), (target, to));
        listener(far);
        connected(near);
    }
}
