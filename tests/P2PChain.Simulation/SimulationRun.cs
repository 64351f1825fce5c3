using System.Diagnostics;
using System.Net;
using Akka.Actor;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Simulation.Adversaries;
using P2PChain.Simulation.Checks;
using P2PChain.Simulation.Engine;
using P2PChain.Simulation.Faults;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Simulation.Plain;
using P2PChain.Testing;

namespace P2PChain.Simulation;

/// <summary>
/// One seed: a phase of faults, then everything heals and the clock of liveness runs, then every node is asked.
/// </summary>
public sealed class SimulationRun
{
    // Liveness after healing: TARGETS of the project, in docs/testing.md.
    private static readonly TimeSpan ConvergeWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EmptyWithin = TimeSpan.FromSeconds(120);
    // A node that does not mine tells a miner again after ten minutes and a fifth at the latest, written out again:
    // docs/protocol.md.
    private static readonly TimeSpan RetoldWithin = TimeSpan.FromMinutes(12);
    private static readonly TimeSpan LinkWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RestartsEvery = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    private readonly SimWorld _world;
    private readonly Scenario _scenario;
    private readonly FaultDriver _faults;
    private readonly Followed _followed;
    private readonly Random _random;
    private readonly List<IActorRef> _people = [];
    private readonly List<Adversary> _adversaries = [];
    private readonly List<PlainSite> _plain = [];
    private readonly (SimNode From, SimRelay Relay)? _relay;
    private bool _wishes = true;
    private TimeSpan _healed;

    private SimulationRun(long seed, TextWriter? log)
    {
        _world = new SimWorld(seed);
        _followed = new Followed(_world);
        _world.Core.Trace.Log = log;
        _random = _world.Core.NewRandom("run");
        _scenario = Scenario.Draw(_world.Core.NewRandom("scenario")).WithLiars(_world.Core.NewRandom("liars"));
        var charter = Charter.Draw(
            _world.Core.NewRandom("charter"),
            [.. Enumerable.Range(0, _scenario.Nodes).Select(number => TestKeys.Number(number).PublicKey)],
            [.. Enumerable.Range(0, _scenario.Adversaries).Select(number => KeyOfAdversary(number).PublicKey)],
            mayMoveDifficulty: _scenario.WishEvery > TimeSpan.FromSeconds(2));
        _world.Found(charter.Network);
        // With nodes of the original network transactions are exchanged in the open network without a name only.
        var plain = charter.Network == NetworkParameters.Demo ? _scenario.Plain : 0;
        _scenario = _scenario with { Network = charter.ToString(), Plain = plain };
        var draw = new NodeDraw(_world.Core, _scenario, _random);
        for (var i = 0; i < _scenario.Nodes; i++) draw.Set(_world.AddNode(), charter.Mining[i]);
        for (var i = 0; i < _scenario.Adversaries; i++) _adversaries.Add(NewAdversary(i));
        for (var i = 0; i < _scenario.Liars; i++) _adversaries.Add(NewLiar(i));
        for (var i = 0; i < _scenario.Plain; i++) _plain.Add(NewPlain(i));
        _relay = DrawRelay(_world.Core.NewRandom("relay"));
        var hosts = _world.Nodes.Select(node => node.Host).Concat(_adversaries.Select(one => one.Host)).Concat(
            _plain.Select(site => site.Host));
        if (_relay is { } drawn) hosts = hosts.Append(drawn.Relay.Host);
        _faults = new FaultDriver(_world, _scenario, [.. hosts]);
    }

    /// <summary>Runs a seed.</summary>
    /// <param name="seed">Everything is drawn from it.</param>
    /// <param name="faulty">How long the phase of faults lasts, simulated.</param>
    /// <param name="log">Where every step is written; null for nowhere.</param>
    /// <param name="disksLie">The canary: disks lose what they said they wrote, and the run must end with a violation.</param>
    /// <param name="observe">Is given the world's use of resources after each minute of faults.</param>
    internal static RunResult Of(
        long seed, TimeSpan faulty, TextWriter? log = null, bool disksLie = false, Action<Use>? observe = null)
    {
        var clock = Stopwatch.StartNew();
        var run = new SimulationRun(seed, log);
        foreach (var node in run._world.Nodes) node.Disk.Lies = disksLie;
        run.Run(faulty, observe);
        var world = run._world;
        return new RunResult(
            seed, run._scenario, world.Core.Trace.Hash, world.Findings.Violation, world.Core.Elapsed, clock.Elapsed, world.Core.Steps,
            world.Nodes.Max(node => node.Watch.State.Height), world.Findings.Marks);
    }

    private void Run(TimeSpan faulty, Action<Use>? observe)
    {
        Begin();
        RunFaulty(faulty, observe);
        _wishes = false;
        _faults.Heal();
        _healed = _world.Core.Elapsed;
        foreach (var adversary in _adversaries)
            if (!_scenario.AdversariesStay || adversary is Withholder) adversary.Leave();
        foreach (var site in _plain) site.Heal();
        Converge();
        if (!_followed.IsByAll) return; // by the rules; what else should hold, other seeds show
        if (_plain.Count > 0) new Reconciliation(_world, _plain, _people).Run();
        Settle();
        Link();
        new Hearsay(_world, _people).Run(isQuiet: _adversaries.TrueForAll(adversary => adversary.HasLeft));
        // A node that stood still hears last wishes when all others are done.
        RunFor(TimeSpan.FromSeconds(1));
        Settle();
        foreach (var person in _people) person.Tell(Person.Conclude.Instance);
        foreach (var node in _world.Nodes) _world.System.ActorOf(Probe.Props(_world, node), "probe-" + node.Name);
        RunFor(TimeSpan.FromSeconds(1));
    }

    private void RunFaulty(TimeSpan faulty, Action<Use>? observe)
    {
        if (observe is null)
        {
            RunFor(faulty);
            return;
        }
        while (_world.Core.Elapsed < faulty && IsGoingOn())
        {
            RunFor(TimeSpan.FromMinutes(1));
            observe(Use.Of(_world));
        }
    }

    private void Begin()
    {
        foreach (var node in _world.Nodes)
        {
            _people.Add(_world.System.ActorOf(Person.Props(_world, node), "person-" + node.Name));
            var next = (node.Number + 1) % _scenario.Nodes;
            var nodes = _world.Nodes.Where(
                other => other != node && (_scenario.IsMesh || other.Number == next || _random.Next(4) == 0));
            var hosts = nodes.Select(other => other.Host).Concat(
                _plain.Where(_ => _random.Next(2) == 0).Select(site => site.Host));
            if (_relay is { } relay && relay.From == node) hosts = hosts.Append(relay.Relay.Host);
            node.Peers = [.. hosts.Select(SimWorld.AddressOf)];
        }
        _faults.Begin();
        foreach (var node in _world.Nodes) node.Start();
        foreach (var adversary in _adversaries) adversary.Begin();
        foreach (var site in _plain) site.Begin(RestartsEvery);
        WishLater();
        LookAfter();
        new StallWatch(_world).Begin();
    }

    private static DeterministicSigner KeyOfAdversary(int number) => DeterministicSigner.Named(
        FormattableString.Invariant($"Mallory m{number}"));

    private Adversary NewAdversary(int number)
    {
        var host = _world.AddHost(FormattableString.Invariant($"m{number}"), 1000 + number);
        var key = KeyOfAdversary(number);
        if (number == 0 && _world.Core.NewRandom("twin").Next(8) == 0) return new Twin(_world, host, _world.Nodes[0].Signer);
        return _random.Next(12) switch
        {
            0 => new BadMiner(_world, host, key),
            1 => new BodyForger(_world, host, key),
            2 => new Withholder(_world, host, key),
            3 => new Equivocator(_world, host, key),
            4 => new SyncLiar(_world, host, key),
            5 => new Foreteller(_world, host, key),
            6 => new Pedant(_world, host, key),
            7 => new Stranger(_world, host, key),
            8 => new Twin(_world, host, _world.Nodes[0].Signer),
            // Between nodes that prove no keys it may stand for ever (docs/decisions/0007-keys-are-proved.md).
            9 or 10 when !_scenario.HasOldNodes => new Squatter(_world, host, key),
            _ => new Pest(_world, host, key),
        };
    }

    private SyncLiar NewLiar(int number)
    {
        var host = _world.AddHost(FormattableString.Invariant($"l{number}"), 5000 + number);
        return new SyncLiar(_world, host, DeterministicSigner.Named("Mallory " + host.Name));
    }

    /// <summary>One node may list an address behind which another node answers, or the node itself.</summary>
    private (SimNode From, SimRelay Relay)? DrawRelay(Random random)
    {
        if (random.Next(4) > 0) return null;
        var (from, target) = (_world.Nodes[random.Next(_scenario.Nodes)], _world.Nodes[random.Next(_scenario.Nodes)]);
        return (from, new SimRelay(_world, _world.AddHost("r0", 4000), target));
    }

    private PlainSite NewPlain(int number)
    {
        var host = _world.AddHost(FormattableString.Invariant($"p{number}"), 2000 + number);
        // One at least, or it may have nobody.
        var dials = _world.Nodes.Where(node => node.Number == number || _random.Next(3) == 0).ToList();
        return new PlainSite(_world, host, DeterministicSigner.Named("Plain " + host.Name), dials);
    }

    private void WishLater() => _world.Core.After(_scenario.WishEvery * (2 * _random.NextDouble()), () =>
    {
        if (!_wishes) return;
        var (first, items) = (_random.Next(_people.Count), new Person.Wish(_scenario.Items));
        _people[first].Tell(items);
        // Two at one moment are what a ledger is for.
        if (_random.Next(3) == 0) _people[_random.Next(_people.Count)].Tell(items);
        if (_plain.Count > 0 && _random.Next(3) == 0) _plain[_random.Next(_plain.Count)].Work(Person.NameOf(_random.Next(_scenario.Items)));
        WishLater();
    });

    /// <summary>Whoever runs a node starts it again when it ended.</summary>
    private void LookAfter() => _world.Core.After(TimeSpan.FromSeconds(5), () =>
    {
        foreach (var node in _world.Nodes)
            if (node.HasEnded()) node.Start();
        LookAfter();
    });

    private void Converge()
    {
        var highest = _world.Nodes.Max(node => node.Watch.State.Height);
        var missing = highest - _world.Nodes.Min(node => node.Watch.State.Height);
        var deadline = ConvergeWithin + TimeSpan.FromSeconds(missing / 1000.0) + UntilAllIsDue() + Staging(highest);
        while (!_followed.IsByAll && IsGoingOn() && _world.Core.Elapsed - _healed < deadline) RunFor(Glance);
        if (!IsGoingOn() || _followed.IsByAll || _followed.Missed(ConvergeWithin) is not { } missed) return;
        _world.Findings.Violated("L1", $"{missed}: {Tips()}");
    }

    /// <summary>
    /// Nodes whose clocks were ahead may have taken a block, and built on it, that those with a right one keep waiting
    /// until they may.
    /// </summary>
    private TimeSpan UntilAllIsDue()
    {
        var latest = DateTimeOffset.FromUnixTimeMilliseconds(_world.Nodes.Max(node => node.Watch.State.LargestTimeMs));
        var wait = latest - Core.Chain.ChainState.TimeAheadMax - (SimCore.Start + _world.Core.Elapsed);
        if (wait <= TimeSpan.Zero) return TimeSpan.Zero;
        _world.Findings.Mark("healed-before-a-block-was-due");
        return wait < LongestWait ? wait : LongestWait;
    }

    /// <summary>
    /// A slow disk pauses before each stage of a reorganisation. A stage leaves or joins one block at least, and in a
    /// ring the nodes stage one after the other.
    /// </summary>
    private TimeSpan Staging(long highest) =>
        _scenario.HasShortSteps ? _scenario.StagePause * (2 * highest * _scenario.Nodes) : TimeSpan.Zero;

    private void Settle()
    {
        var since = _world.Core.Elapsed;
        if (!_world.Nodes.Any(node => node.Mines)) return; // nobody is there who could
        bool IsSettled() => _followed.IsByAll && Overdue.In(_world).Count == 0;
        var deadline = _world.Nodes.All(node => node.Mines) ? EmptyWithin : EmptyWithin + RetoldWithin;
        while (!IsSettled() && IsGoingOn() && _world.Core.Elapsed - since < deadline) RunFor(Glance);
        if (!IsSettled() && IsGoingOn()) _world.Findings.Violated("L2", $"transactions still wait: {string.Join(", ", Overdue.In(_world))}; {Tips()}");
    }

    private void Link()
    {
        List<string> Missing() => [.. from node in _world.Nodes from peer in node.Peers where !IsRelay(peer) && !IsLinked(node, IPAddress.Parse(peer.Host)) select $"{node.Name} with {peer.Host}"];
        while (Missing().Count > 0 && IsGoingOn() && _world.Core.Elapsed - _healed < LinkWithin) RunFor(Glance);
        if (Missing() is { Count: > 0 } missing && IsGoingOn()) _world.Findings.Violated("L3", "not connected: " + string.Join(", ", missing));
    }

    /// <summary>
    /// Directly, or through the relay: of two connections with one node the first stays. Where nodes find each other,
    /// any of them may have dialled the relay.
    /// </summary>
    private bool IsLinked(SimNode node, IPAddress peer)
    {
        if (node.Host.IsLinkedWith(peer)) return true;
        if (_relay is not { Relay: var relay } || !relay.Host.IsLinkedWith(relay.Target)) return false;
        IPAddress[] ends = [node.Host.Address, peer];
        return ends.Contains(relay.Target) && ends.All(end => end.Equals(relay.Target) || relay.Host.IsLinkedWith(end));
    }

    /// <summary>The node behind it may have a direct connection, which is kept instead.</summary>
    private bool IsRelay(HostPort peer) => _relay is { } relay && peer.Host == relay.Relay.Host.Address.ToString();

    private bool IsGoingOn() => _world.Findings.Violation is null;

    private string Tips() => string.Join("; ", _world.Nodes.Select(node => FormattableString.Invariant(
        $"{node.Name} {node.Watch.State.Height} {node.Watch.State.TipHash[..8]} {node.Watch.Waiting} waiting")));

    private void RunFor(TimeSpan span) => _world.Run(_world.Core.Elapsed + span);
}
