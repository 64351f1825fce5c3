using System.Collections.Immutable;
using System.Net;
using P2PChain.Actors;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Actors.Node;
using P2PChain.Core.Chain;
using P2PChain.Core.Mining;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Simulation.Checks;
using P2PChain.Simulation.Engine;
using P2PChain.Simulation.Network;
using P2PChain.Testing;

namespace P2PChain.Simulation.Nodes;

/// <summary>A site: a machine, its disk and key, and the node that runs there for one life after the other.</summary>
internal sealed class SimNode(SimWorld world, int number, SimHost host)
{
    private readonly DeterministicSigner _signer = TestKeys.Number(number);
    private readonly SimDisk _disk = new(
        new LedgerWatch(host.Name, world.Judge, world.Findings), world.Core.NewRandom("disk " + host.Name));

    private static readonly TimeSpan AfterWrite = TimeSpan.FromMilliseconds(1);

    private Domain? _domain;
    private Task<NodeRefs>? _started;
    private int _life;
    private TimeSpan _offset;
    private double _drift;
    private TimeSpan _clockSetAt;
    private bool _mayFail;

    public int Number => number;

    public string Name => host.Name;

    public SimHost Host => host;

    public SimDisk Disk => _disk;

    public LedgerWatch Watch => _disk.Watch;

    public DeterministicSigner Signer => _signer;

    public ImmutableArray<HostPort> Peers { get; set; } = [];

    /// <summary>Its bounds on what waits.</summary>
    public PoolLimits Pool
    {
        get => Watch.Pool.Limits;
        set => Watch.Pool.Limits = value;
    }

    /// <summary>The bounds of its side branches.</summary>
    public BranchLimits Branches
    {
        get;
        set
        {
            field = value;
            Watch.Room.BytesMax = value.SideBytesMax;
        }
    } = new();

    /// <summary>Whether it proves its key; older nodes do not.</summary>
    public bool ProvesKey { get; set; } = true;

    /// <summary>Features that it does not have, as an older node.</summary>
    public ImmutableArray<string> Lacks { get; set; } = [];

    /// <summary>Its bounds on connections.</summary>
    public PeerSettings Peering { get; set; } = new();

    /// <summary>How it finds peers.</summary>
    public DiscoverySettings Discovery { get; set; } = new();

    /// <summary>When it mines.</summary>
    public MiningMode Mining { get; set; }

    /// <summary>Whether it mines at all: its key may, and it is not switched off.</summary>
    public bool Mines => Mining != MiningMode.Off && (
        world.Parameters.Miners.IsEmpty || world.Parameters.Miners.Contains(_signer.PublicKey));

    public bool IsUp => _domain is not null;

    /// <summary>The process that runs; null while it is down.</summary>
    public Domain? Process => _domain;

    /// <summary>Whether the process runs, and did not end by itself.</summary>
    public bool IsRunning => _domain is not null && !host.IsLosingPower && FailureOf(_started!) is null;

    public bool IsPaused { get; private set; }

    /// <summary>How often it began to stand still.</summary>
    public int Pauses { get; private set; }

    /// <summary>Which life of the process this is, counted from 1.</summary>
    public int Life => _life;

    /// <summary>How its clock was set: ahead of the true time, and moving away, parts per million.</summary>
    public (TimeSpan Offset, double Drift) Clock => (_offset, _drift);

    /// <summary>Whether its clock was set a moment ago: something made before may be on its way.</summary>
    public bool WasClockSetLately => world.Core.Elapsed - _clockSetAt < TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether its clock is as good as an office's clock should be: blocks dated by a right clock are taken at once.
    /// </summary>
    public bool HasFairClock => (Now - TrueTime).Duration() < TimeSpan.FromMinutes(5);

    private DateTimeOffset TrueTime => SimCore.Start + world.Core.Elapsed;

    /// <summary>What its clock says.</summary>
    public DateTimeOffset Now => TrueTime + (_domain?.OffsetAt(world.Core.Elapsed) ?? _offset);

    /// <summary>The running node's doors; null while it is down or starts.</summary>
    public NodeRefs? Refs => _domain is not null && _started is { IsCompletedSuccessfully: true } ? _started.GetAwaiter().GetResult() : null;

    /// <summary>A new life of the process.</summary>
    public void Start()
    {
        (_disk.FailsNext, _disk.CrashesNext) = (false, null);
        var name = FormattableString.Invariant($"{Name}.{++_life}");
        world.Core.Trace.Note(name + " starts");
        Watch.Pool.OnStart();
        Watch.Pool.Clock = () => WasClockSetLately ? null : Now;
        if (Watch.State.Height > 0) world.Findings.Mark("started-on-a-ledger");
        _domain = world.Core.AddDomain(name);
        _domain.SetClock(_offset, _drift, world.Core.Elapsed);
        host.IsUp = true;
        _mayFail = false;
        var tcp = world.System.ActorOf(SimTcpManager.Props(world.Network, host), name + "-tcp");
        var settings = new NodeSettings
        {
            Listen = new IPEndPoint(host.Address, SimWorld.Port),
            Peers = Peers,
            Network = world.Parameters,
            Mining = Mining,
            Peering = Peering,
            Discovery = Discovery,
        };
        var nonces = world.Core.NewRandom(name + " nonces");
        var parts = new NodeParts(_disk.Open(), _signer, world.Core.NewRandom(name))
        {
            Tcp = tcp,
            Features = ProvesKey ? LocalNode.AllFeatures.RemoveRange(Lacks) : [LocalNode.Headers],
            NextNonce = () => (ulong)nonces.NextInt64(),
            Verifiers = 2,
            Memo = world.Signatures,
            Pool = Pool,
            Branches = Branches,
        };
        _started = P2PNode.StartAsync(world.System, settings, parts, name);
    }

    /// <summary>The process dies between two steps; its kernel resets its connections.</summary>
    public void Crash(string how = "crashes")
    {
        End(how);
        host.IsLosingPower = false;
        host.ResetAll();
    }

    /// <summary>The machine dies; nobody is told.</summary>
    public void LosePower(string how = "loses power")
    {
        End(how);
        host.ForgetAll();
        (host.IsUp, host.IsLosingPower) = (false, false);
    }

    /// <summary>The machine dies in the middle of its next write.</summary>
    /// <remarks>The chain waits for its disk, but nobody else does: what was told before the write, others may hear.</remarks>
    public void LosePowerInWrite(Action then) => _disk.CrashesNext = () =>
    {
        (_mayFail, host.IsLosingPower) = (true, true);
        var life = _life;
        world.Core.After(AfterWrite, () =>
        {
            if (life != _life) return;
            world.Findings.Mark("power-lost-in-write");
            LosePower("loses power in a write");
            then();
        });
    };

    /// <summary>The next write fails, and with it the node.</summary>
    public void FailWrite() => (_disk.FailsNext, _mayFail) = (true, true);

    public void Pause()
    {
        if (_domain is null) return;
        world.Core.Trace.Note(Name + " pauses");
        _domain.Pause();
        (IsPaused, Pauses) = (true, Pauses + 1);
    }

    public void Resume()
    {
        if (!IsPaused) return;
        world.Core.Trace.Note(Name + " goes on");
        _clockSetAt = world.Core.Elapsed; // it may have been set meanwhile
        _domain?.Resume(world.Core.Execute);
        IsPaused = false;
    }

    /// <summary>Sets its clock: how far ahead it is, and how fast it moves away, parts per million.</summary>
    public void SetClock(TimeSpan offset, double drift)
    {
        (_offset, _drift, _clockSetAt) = (offset, drift, world.Core.Elapsed);
        _domain?.SetClock(offset, drift, world.Core.Elapsed);
    }

    /// <summary>Whether the node ended by itself; then it is down, and may be started again.</summary>
    public bool HasEnded()
    {
        if (_domain is null || FailureOf(_started!) is not { } failure) return false;
        if (!_mayFail || failure.ExitCode != ExitCode.Disk)
            world.Findings.Violated(
                "R3", $"{Name} ended by itself, exit code {failure.ExitCode}: {failure.Sentence} {failure.Cause}");
        world.Findings.Mark("node-ended-by-disk");
        Crash("ended by itself");
        return true;
    }

    private static NodeFailure? FailureOf(Task<NodeRefs> started)
    {
        if (!started.IsCompleted) return null;
        if (started.Exception is { } thrown) return ((NodeStartException)thrown.InnerException!).Failure;
        var failed = started.GetAwaiter().GetResult().Failed;
        return failed.IsCompleted ? failed.GetAwaiter().GetResult() : null;
    }

    private void End(string how)
    {
        if (_domain is null) return;
        world.Core.Trace.Note($"{Name} {how}");
        _domain.Kill();
        _domain = null;
        IsPaused = false;
    }
}
