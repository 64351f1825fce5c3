using System.Net;
using Akka.Actor;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Simulation.Checks;
using P2PChain.Simulation.Engine;
using P2PChain.Simulation.Network;

namespace P2PChain.Simulation.Nodes;

/// <summary>Everything there is in one simulated world, and its going on.</summary>
internal sealed class SimWorld
{
    public const int Port = 6000;

    private readonly List<SimNode> _nodes = [];

    public SimWorld(long seed)
    {
        (System, Core) = SimSystem.Create(seed);
        Findings = new Findings(Core);
        Core.Trace.Taken = new MessageMarks(this).OnTaken;
        Network = new SimNetwork(Core) { OnTurnedAway = () => Findings.Mark("turned-away-at-the-door") };
        System.ActorOf(LogWatch.Props(this), "log-watch");
    }

    public ActorSystem System { get; }

    public SimCore Core { get; }

    public NetworkParameters Parameters { get; private set; } = NetworkParameters.Demo;

    public Findings Findings { get; }

    public BlockJudge Judge { get; private set; } = new(NetworkParameters.Demo);

    public SimNetwork Network { get; }

    /// <summary>
    /// One for all nodes: verifying a signature changes nothing but the time it takes, and that is not simulated.
    /// </summary>
    public SignatureMemo Signatures { get; } = new();

    public IReadOnlyList<SimNode> Nodes => _nodes;

    /// <summary>The keys of all who keep to the protocol: our nodes and harmless guests.</summary>
    public HashSet<PublicKey> Blameless { get; } = [];

    /// <summary>Which network it is; before the first node.</summary>
    public void Found(NetworkParameters parameters) => (Parameters, Judge) = (parameters, new BlockJudge(parameters));

    public SimNode AddNode() => AddNode(AddressOf(_nodes.Count + 1));

    public SimNode AddNode(IPAddress address)
    {
        var number = _nodes.Count;
        var node = new SimNode(this, number, Network.AddHost(FormattableString.Invariant($"n{number}"), address));
        _nodes.Add(node);
        Blameless.Add(node.Signer.PublicKey);
        return node;
    }

    /// <summary>The node whose process this is; null when it is nobody's, or of an earlier life.</summary>
    public SimNode? NodeOf(Domain? process) => process is null ? null : _nodes.FirstOrDefault(
        node => node.Process == process);

    public SimHost AddHost(string name, int number) => Network.AddHost(name, AddressOf(number));

    private static IPAddress AddressOf(int number) => new([10, 0, (byte)(number >> 8), (byte)(number & 0xff)]);

    public static HostPort AddressOf(SimHost host) => new(host.Address.ToString(), Port);

    /// <summary>Lets the world go on until a time, or until something is violated.</summary>
    public void Run(TimeSpan until)
    {
        while (Findings.Violation is null && Core.Step(until))
        {
        }
    }
}
