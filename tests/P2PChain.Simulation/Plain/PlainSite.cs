using System.Net;
using P2PChain.Core.Model;
using P2PChain.Simulation.Engine;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;
using P2PChain.Testing.Plain;

namespace P2PChain.Simulation.Plain;

/// <summary>
/// A node of the original network, and the person who works at it: dials some of ours, is dialled by others, mines what
/// its person
/// does, and restarts now and then, sometimes with an empty chain, for it keeps nothing on disk by itself.
/// </summary>
/// <remarks>Its clock is right: what clocks that are off do to such a network cannot be mended (docs/protocol.md, plain peers).</remarks>
internal sealed class PlainSite(SimWorld world, SimHost host, DeterministicSigner key, IReadOnlyList<SimNode> dials)
{
    private static readonly TimeSpan DialTimeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan DialsEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DownMax = TimeSpan.FromSeconds(30);

    private readonly Random _random = world.Core.NewRandom("plain " + host.Name);
    private readonly Dictionary<SimNode, PlainSocket?> _dialled = [];
    private readonly List<PlainSocket> _links = [];

    public SimHost Host => host;

    public IPEndPoint Address { get; } = new(host.Address, SimWorld.Port);

    /// <summary>Its ledger.</summary>
    public PlainChain Chain { get; private set; } = new(Seconds(world.Core));

    /// <summary>Whether nothing goes wrong any more.</summary>
    public bool IsHealed { get; private set; }

    private double Now => Seconds(world.Core);

    public void Begin(TimeSpan restartsEvery)
    {
        Listen();
        Dial();
        RestartLater(restartsEvery);
    }

    /// <summary>
    /// Nothing goes wrong from now on. Connections whose other end is gone end, as keepalive of the system ends them.
    /// </summary>
    public void Heal()
    {
        IsHealed = true;
        foreach (var link in _links) link.EndIfDead();
    }

    /// <summary>A person's work here: mined at once and told to everybody connected.</summary>
    public void Work(string uid)
    {
        var type = Chain.Allocated.ContainsKey(uid) ? TransactionType.Release : TransactionType.Request;
        if (Chain.Work([PlainChain.Sign(key, uid, type, Now)], Now) is not { } block) return;
        Note(type == TransactionType.Request ? "requests" : "releases");
        foreach (var link in _links.Where(link => link.IsOpen)) link.Send(PlainTalk.Line("new_block", block, Address.ToString()));
    }

    public IEnumerable<string> OthersThan(PlainSocket link) => _links.Where(other => other != link && other.IsOpen).Select(other => other.Remote);

    /// <summary>Bytes came on a connection.</summary>
    public bool TryTake(PlainTalk talk, byte[] chunk)
    {
        var length = Chain.Length;
        var isFine = talk.TryTake(chunk, Now);
        if (Chain.Length > length) Note("takes-a-push");
        return isFine;
    }

    private static double Seconds(SimCore core) => (SimCore.Start + core.Elapsed - DateTimeOffset.UnixEpoch).TotalSeconds;

    private void Listen() => host.Listener = socket => Add(socket);

    private PlainSocket Add(SimSocket socket)
    {
        _links.RemoveAll(link => !link.IsOpen);
        var added = new PlainSocket(this, socket);
        _links.Add(added);
        return added;
    }

    private void Dial()
    {
        foreach (var node in dials)
        {
            // Null while a dial is under way.
            if (_dialled.TryGetValue(node, out var link) && link is null or { IsOpen: true }) continue;
            _dialled[node] = null;
            world.Network.Connect(
                host,
                new IPEndPoint(node.Host.Address, SimWorld.Port),
                DialTimeout,
                socket => OnDialled(node, socket),
                () => _dialled.Remove(node));
        }
        world.Core.After(DialsEvery * (0.5 + _random.NextDouble()), Dial);
    }

    private void OnDialled(SimNode node, SimSocket socket)
    {
        var link = Add(socket);
        _dialled[node] = link;
        link.Send(PlainTalk.Line("peer_announce", "{}", Address.ToString()));
        link.OnReadable();
    }

    private void RestartLater(TimeSpan every) => world.Core.After(every * (0.5 + _random.NextDouble()), () =>
    {
        if (IsHealed) return;
        var forgets = _random.Next(3) == 0;
        Note(forgets ? "starts-anew" : "restarts");
        host.ResetAll();
        _links.Clear();
        _dialled.Clear();
        if (forgets) Chain = new PlainChain(Now);
        world.Core.After(DownMax * _random.NextDouble(), Listen);
        RestartLater(every);
    });

    private void Note(string what)
    {
        world.Core.Trace.Note($"{host.Name} {what}");
        world.Findings.Mark("plain-" + what);
    }
}
