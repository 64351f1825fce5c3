using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;

namespace P2PChain.Simulation.Faults;

/// <summary>Lets go wrong what the scenario says, until it is told to heal everything.</summary>
internal sealed class FaultDriver(SimWorld world, Scenario scenario, IReadOnlyList<SimHost> hosts)
{
    // Within what a node takes of another's clock: the rules allow ten minutes between the two.
    private const double ClockOffsetSecondsMax = 240;
    private const double ClockDriftPpmMax = 500;

    private readonly Random _random = world.Core.NewRandom("faults");
    private bool _isHealed;

    public void Begin()
    {
        world.Network.ChopChance = scenario.ChopChance;
        foreach (var (from, to) in Directions()) world.Network.Link(from, to).Latency = scenario.Latency;
        foreach (var (kind, mean) in scenario.Faults) Schedule(kind, mean);
    }

    /// <summary>Nothing goes wrong any more, and what went wrong is mended.</summary>
    public void Heal()
    {
        _isHealed = true;
        world.Core.Trace.Note("everything heals");
        foreach (var (from, to) in Directions())
        {
            var link = world.Network.Link(from, to);
            (link.IsBlocked, link.CloggedUntil) = (false, TimeSpan.Zero);
            (link.Latency, link.Jitter, link.BytesPerSecond) = (scenario.Latency, TimeSpan.Zero, 10_000_000);
        }
        foreach (var host in hosts)
        {
            host.Refuses = false;
            host.HurryAll();
        }
        foreach (var node in world.Nodes)
        {
            node.SetClock(TimeSpan.Zero, 0);
            node.Resume();
            node.Disk.FailsNext = false;
            node.Disk.CrashesNext = null;
            node.HasEnded();
            if (!node.IsUp) node.Start();
        }
    }

    private void Schedule(FaultKind kind, TimeSpan mean) => world.Core.After(mean * (0.2 + (1.6 * _random.NextDouble())), () =>
    {
        if (_isHealed) return;
        world.Findings.Mark("fault-" + kind);
        Do(kind);
        Schedule(kind, mean);
    });

    private void Do(FaultKind kind)
    {
        var node = world.Nodes[_random.Next(world.Nodes.Count)];
        world.Core.Trace.Note($"fault {kind} at {node.Name}");
        switch (kind)
        {
            case FaultKind.Partition: Partition(); break;
            case FaultKind.OneWayPartition: Block(node.Host, Other(node.Host)); break;
            case FaultKind.Clog: world.Network.Link(node.Host, Other(node.Host)).CloggedUntil = world.Core.Elapsed + Seconds(60); break;
            case FaultKind.SlowLink: Slow(world.Network.Link(node.Host, Other(node.Host))); break;
            case FaultKind.Reset: node.Host.Draw(_random)?.Break(); break;
            case FaultKind.HalfOpen: node.Host.Draw(_random)?.BreakHere(); break;
            case FaultKind.Refuse: Refuse(node.Host); break;
            case FaultKind.Crash: node.Crash(); StartLater(node); break;
            case FaultKind.PowerLoss: node.LosePower(); StartLater(node); break;
            case FaultKind.PowerLossInWrite: node.LosePowerInWrite(() => StartLater(node)); break;
            case FaultKind.DiskFull: node.FailWrite(); break;
            case FaultKind.Pause: node.Pause(); Later(60, node.Resume); break;
            case FaultKind.Wipe: node.Crash("is wiped"); node.Disk.Wipe(); StartLater(node); break;
            case FaultKind.Clock: node.SetClock(TimeSpan.FromSeconds(Signed(ClockOffsetSecondsMax)), Signed(ClockDriftPpmMax)); break;
            case FaultKind.WrongClock: SetWrong(node); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private void SetWrong(SimNode node)
    {
        var unit = _random.Next(3) switch { 0 => TimeSpan.FromMinutes(1), 1 => TimeSpan.FromHours(1), _ => TimeSpan.FromDays(1) };
        node.SetClock(unit * Signed(60), 0);
        Later(180, () => node.SetClock(TimeSpan.Zero, 0));
    }

    private void Partition()
    {
        var side = hosts.Where(_ => _random.Next(2) == 0).ToHashSet();
        foreach (var (from, to) in Directions())
            if (side.Contains(from) != side.Contains(to)) world.Network.Link(from, to).IsBlocked = true;
        Later(120, () =>
        {
            foreach (var (from, to) in Directions()) world.Network.Link(from, to).IsBlocked = false;
        });
    }

    private void Block(SimHost from, SimHost to)
    {
        world.Network.Link(from, to).IsBlocked = true;
        Later(90, () => world.Network.Link(from, to).IsBlocked = false);
    }

    private void Slow(LinkConditions link)
    {
        link.Latency = TimeSpan.FromMilliseconds(_random.Next(500));
        link.Jitter = TimeSpan.FromMilliseconds(_random.Next(200));
        link.BytesPerSecond = 1_000 * Math.Pow(10, _random.Next(4));
    }

    private void Refuse(SimHost host)
    {
        host.Refuses = true;
        Later(60, () => host.Refuses = false);
    }

    private void StartLater(SimNode node) => world.Core.After(Seconds(40), () =>
    {
        if (!node.IsUp) node.Start();
    });

    private void Later(double secondsMax, Action act) => world.Core.After(Seconds(secondsMax), act);

    private TimeSpan Seconds(double max) => TimeSpan.FromSeconds(0.1 + (_random.NextDouble() * max));

    private double Signed(double max) => ((_random.NextDouble() * 2) - 1) * max;

    private SimHost Other(SimHost host)
    {
        var others = hosts.Where(other => other != host).ToList();
        return others[_random.Next(others.Count)];
    }

    private IEnumerable<(SimHost From, SimHost To)> Directions() =>
        from one in hosts from other in hosts where one != other select (one, other);
}
