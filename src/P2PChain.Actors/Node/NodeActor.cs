using System.Net;
using System.Reflection;
using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using Akka.Routing;
using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Actors.Net.Discovery.Lan;
using P2PChain.Actors.Net.Relay;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Dialling;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;

namespace P2PChain.Actors.Node;

/// <summary>
/// Builds a node's tree, watches it, and stops it in order. After a failure an actor's memory may not match the disk,
/// so no child is restarted: the loss of a child ends the node with an exit code.
/// </summary>
internal sealed class NodeActor : UntypedActor, IWithTimers
{
    private const string ChainDispatcher = "p2pchain.chain-dispatcher";
    private const string ReaderDispatcher = "p2pchain.reader-dispatcher";
    private const int Readers = 2;
    private const int Lookups = 2;

    private static readonly TimeSpan PartingPatience = TimeSpan.FromSeconds(1.5);

    private readonly NodeSettings _settings;
    private readonly NodeParts _parts;
    private readonly TaskCompletionSource<NodeRefs> _started;
    private readonly TaskCompletionSource<NodeFailure> _failed =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<IActorRef> _stoppers = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _chain = ActorRefs.Nobody;
    private IActorRef _readers = ActorRefs.Nobody;
    private IActorRef _lookups = ActorRefs.Nobody;
    private IActorRef _signer = ActorRefs.Nobody;
    private IActorRef _miner = ActorRefs.Nobody;
    private IActorRef _broadcast = ActorRefs.Nobody;
    private IActorRef _peers = ActorRefs.Nobody;
    private IActorRef _sync = ActorRefs.Nobody;
    private readonly HashSet<string> _lost = [];
    private Exception? _cause;
    private bool _isClosing;

    public NodeActor(NodeSettings settings, NodeParts parts, TaskCompletionSource<NodeRefs> started)
    {
        _settings = settings;
        _parts = parts;
        _started = started;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    internal static Props Props(NodeSettings settings, NodeParts parts, TaskCompletionSource<NodeRefs> started) =>
        Akka.Actor.Props.Create(() => new NodeActor(settings, parts, started));

    /// <summary>
    /// Keeps the cause, which DeathWatch does not tell, for <see cref="NodeRefs.Failed"/>. It is not logged.
    /// </summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        maxNrOfRetries: -1,
        withinTimeMilliseconds: -1,
        error =>
        {
            _cause = Unwrapped(error);
            return Directive.Stop;
        },
        loggingEnabled: false);

    protected override void PreStart()
    {
        var network = _settings.Network;
        var genesis = network.Genesis();
        var rules = new RuleSchedule(network, _settings.Upgrades);
        var key = _parts.Signer.PublicKey;
        var view = new PublishedView();
        var chain = ChainActor.Props(
            rules, _parts.Store, view, _parts.Memo, _parts.Pool, _parts.Branches, _parts.Meter);
        _chain = Core("chain", OnOwnThread(chain, ChainDispatcher));
        var reader = LedgerReader.Props(view, _chain, genesis, _parts.Store.OpenArchive);
        _readers = Core("readers", OnOwnThread(reader, ReaderDispatcher).WithRouter(
            new RoundRobinPool(Readers).WithSupervisorStrategy(TellChain(_chain))));
        var lookup = LookupActor.Props(view, _chain, _readers, genesis, _parts.Store.OpenArchive);
        _lookups = Core("lookups", OnOwnThread(lookup, ReaderDispatcher).WithRouter(
            new RoundRobinPool(Lookups).WithSupervisorStrategy(TellChain(_chain))));
        var wholeChain = Core("whole-chain", WholeChainActor.Props(view, _readers, genesis));
        var verify = Core("verify", VerifyDesk.Props(VerifyActor.Props(rules, _parts.Memo).WithRouter(
            new RoundRobinPool(_parts.Verifiers).WithSupervisorStrategy(Escalate))));
        _signer = Core("signer", SignerActor.Props(_parts.Signer, _chain, verify));
        _sync = Core("sync", SyncActor.Props(_chain, _readers));
        var mining = rules.Sets.Any(set => set.MayMine(key, null)) ? _settings.Mining : MiningMode.Off;
        var minerSettings = new MinerSettings(mining, key, Seals: !network.Miners.IsEmpty);
        _miner = Core("miner", MinerActor.Props(minerSettings, _chain, _signer, NewRandom()));
        var local = new LocalNode(key, network.Name, genesis.Hash, rules, _settings.Listen.Port, _parts.Agent)
        {
            Features = _settings.Discovery.IsOn ? [LocalNode.Addresses, .. _parts.Features] : _parts.Features,
        };
        _peers = Core("peers", PeerManager.Props(new PeerManagerContext(
            _settings.Listen, _settings.Peers, _parts.KeptPeers ?? new ForgottenPeers(), key, local, _settings.Peering,
            _parts.Tcp ?? Context.System.Tcp(), NewRandom(), _parts.NextNonce, view, _chain, _readers,
            wholeChain, verify, _signer, _miner, _sync)
        {
            Meter = _parts.Meter,
            KeptBans = _parts.KeptBans ?? new ForgottenBans(),
            Names = _settings.Names,
            Discovery = DiscoveryOf(_settings.Discovery, genesis.Hash),
            Answers = Core("answers", AnswersActor.Props(_settings.Peering.AnswerBytesPerSecond)),
            Inventory = Core("inventory", InventoryActor.Props(_chain, _readers)),
        }));
        var fewPeers = _settings.Peering.FewPeers;
        _broadcast = Core("broadcast", BroadcastActor.Props(_chain, _readers, NewRandom(), fewPeers));
        _peers.Tell(PeerProtocol.Subscribe.Instance, _broadcast);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PeerProtocol.Listening(var address): OnListening(address); break;
            case PeerProtocol.CannotListen(var address, var error, var reason):
                Fail(NodeFailure.OfListening(address, error, reason));
                break;
            case ChildLost(var name): OnLost(name); break;
            case NodeProtocol.NetworkChanged: _peers.Tell(PeerProtocol.NetworkChanged.Instance); break;
            case NodeProtocol.Stop: OnStop(); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>The way down: the port closes → goodbye to peers → the archives close → the store closes.</summary>
    private void Stopping(object message)
    {
        switch (message)
        {
            case Done: CloseLedger(); break;
            case PartingOver: CloseLedger(); break;
            case ChildLost(var name): OnLostStopping(name); break;
            case PeerProtocol.Listening or PeerProtocol.CannotListen or NodeProtocol.NetworkChanged: break;
            case NodeProtocol.Stop: NoteStopper(); break;
            default: Unhandled(message); break;
        }
    }

    protected override void PostStop()
    {
        foreach (var stopper in _stoppers) stopper.Tell(Done.Instance);
        var early = new NodeFailure(ExitCode.Bug, "The node was stopped before it had started.", null);
        _started.TrySetException(new NodeStartException(early));
        _parts.Meter.Dispose();
        _stopped.TrySetResult();
    }

    private static IActorRef Core(string name, Props props) =>
        Context.WatchWith(Context.ActorOf(props, name), new ChildLost(name));

    /// <summary>
    /// The chain and the readers wait for the disk, so they have their own threads if the system has such.
    /// </summary>
    private static Props OnOwnThread(Props props, string dispatcher) =>
        Context.System.Dispatchers.HasDispatcher(dispatcher) ? props.WithDispatcher(dispatcher) : props;

    /// <summary>The chain may know the cause of a reader's failure, such as a replaced file.</summary>
    private static OneForOneStrategy TellChain(IActorRef chain) => new(
        maxNrOfRetries: -1,
        withinTimeMilliseconds: -1,
        error =>
        {
            if (error is not ChainStoreException failed) return Directive.Escalate;
            chain.Tell(new ChainProtocol.ReadFailed(failed));
            return Directive.Stop;
        },
        loggingEnabled: false);

    private static SupervisorStrategy Escalate { get; } = new OneForOneStrategy(_ => Directive.Escalate);

    private DiscoveryContext? DiscoveryOf(DiscoverySettings settings, Hash256 genesis)
    {
        if (!settings.IsOn && !settings.IsLanOn) return null;
        var kept = _parts.KeptAddresses ?? new ForgottenAddresses();
        var context = new DiscoveryContext(kept, settings, NewRandom(), _parts.NextNonce);
        return settings.IsLanOn ? context with { Lan = LanOf(genesis) } : context;
    }

    private Func<IPEndPoint, LanContext> LanOf(Hash256 genesis)
    {
        var udp = _parts.Udp ?? Context.ActorOf(UdpActor.Props(), "udp");
        var (random, nonce) = (NewRandom(), _parts.NextNonce());
        return listen => new LanContext(
            udp,
            () => _parts.LanLinks(listen.Address),
            new LanAnnouncement(_settings.Network.Name, genesis, listen.Port, nonce),
            random);
    }

    private Random NewRandom() => new(_parts.Random.Next());

    private void OnListening(IPEndPoint address)
    {
        var key = _parts.Signer.PublicKey;
        var context = new ConsoleContext(
            key, Standing.Of(_settings.Network, key), _settings.Mining, address.ToString(), _parts.Agent,
            _settings.Peering.DialTimeout * 3, _chain, _lookups, _signer, _peers, _sync)
        {
            DiskFree = _parts.DiskFree,
        };
        var console = Core("console", ConsoleActor.Props(context));
        _log.Info("Listening on {0} as {1}", address, _settings.Names.Show(key));
        _started.TrySetResult(new NodeRefs(Self, _chain, _lookups, console, address, _failed.Task, _stopped.Task));
    }

    private void OnLost(string name)
    {
        _lost.Add(name);
        Fail(NodeFailure.OfLost(name, _cause));
    }

    /// <summary>The program logs the failure: it knows the paths of the files.</summary>
    private void Fail(NodeFailure failure)
    {
        if (!_started.TrySetException(new NodeStartException(failure))) _failed.TrySetResult(failure);
        Become(Stopping);
        CloseLedger();
    }

    private void OnStop()
    {
        NoteStopper();
        Become(Stopping);
        Context.Stop(_miner);
        _peers.Tell(PeerProtocol.PartFromAll.Instance);
        Timers.StartSingleTimer(PartingOver.Instance, PartingOver.Instance, PartingPatience);
    }

    /// <summary>The exception of a constructor has up to three wrappers.</summary>
    private static Exception Unwrapped(Exception error)
    {
        var isWrapper = error is ActorInitializationException or TypeLoadException or TargetInvocationException;
        return isWrapper && error.InnerException is { } inner ? Unwrapped(inner) : error;
    }

    private void NoteStopper()
    {
        if (!Sender.IsNobody()) _stoppers.Add(Sender);
    }

    private void OnLostStopping(string name)
    {
        _lost.Add(name);
        if (_isClosing || name == "chain") CloseLedger();
    }

    /// <summary>The store closes last. Then it leaves no log beside its file.</summary>
    private void CloseLedger()
    {
        _isClosing = true;
        Timers.CancelAll();
        if (_lost.Contains("chain")) Context.Stop(Self);
        else if (!_lost.Contains("lookups")) Context.Stop(_lookups);
        else Context.Stop(_lost.Contains("readers") ? _chain : _readers);
    }

    private sealed record ChildLost(string Name);

    private sealed class PartingOver
    {
        public static readonly PartingOver Instance = new();
    }
}
