using System.Net;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using P2PChain.Actors;
using P2PChain.Actors.Metrics;
using P2PChain.Actors.Node;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Node.Commands;
using P2PChain.Node.Disk;
using Serilog.Core;

namespace P2PChain.Node.Hosting;

/// <summary>A node with its data directory, log, ledger and host. Either all of them run, or none is left.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    /// <summary>The process has 5 s from the signal to its end.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(4.5);

    /// <summary>Peers get a second to read a goodbye. The rest is for the ledger's last write.</summary>
    private static readonly TimeSpan PartTimeout = TimeSpan.FromSeconds(3);

    private readonly DataDirectory _data;
    private readonly NodeMeter _meter = new();
    private Logger? _log;
    private IChainStore? _store;
    private IHost? _host;
    private ActorSystem? _system;
    private NodeRefs? _refs;
    private NetworkWatch? _network;
    private IAsyncDisposable? _http;
    private bool _leavesNothing;

    private RunningNode(DataDirectory data) => _data = data;

    /// <summary>The node's references.</summary>
    public NodeRefs Refs => _refs ?? throw new InvalidOperationException("The node has not started.");

    /// <summary>The actor system of the console.</summary>
    public ActorSystem System => _system ?? throw new InvalidOperationException("The node has not started.");

    /// <summary>The node's public key.</summary>
    public PublicKey Key => _data.Signer.PublicKey;

    /// <summary>The address of HTTP; null if there is none.</summary>
    public IPEndPoint? HttpAddress { get; private set; }

    /// <summary>Makes an address that lets a browser in; null if there is no HTTP.</summary>
    public Func<Uri>? NewPage { get; private set; }

    /// <summary>The path of the secret for HTTP.</summary>
    public string HttpTokenPath => _data.HttpToken;

    /// <summary>The data directory's absolute path.</summary>
    public string DataPath => _data.Path;

    /// <summary>The directory of the log.</summary>
    public string LogPath => _data.Logs.Path;

    /// <summary>Starts everything.</summary>
    /// <exception cref="NodeStartException">A part cannot start; the started parts are stopped.</exception>
    public static async Task<RunningNode> StartAsync(
        NodeSettings settings, Config effective, ILogEventSink shown, CancellationToken stop)
    {
        DescriptorLimit.Refuse();
        ClockCheck.Refuse(settings.Network, TimeProvider.System);
        var node = new RunningNode(DataDirectory.Open(settings));
        try
        {
            await node.StartPartsAsync(settings, effective, shown, stop).ConfigureAwait(false);
            return node;
        }
        catch (Exception error) when (error is not NodeStartException and not OperationCanceledException)
        {
            node._log?.Error(error, "The node cannot start");
            await node.DisposeAsync().ConfigureAwait(false);
            throw CannotStart.Because(
                ExitCode.Bug,
                $"The node cannot start because of an error in it ({error.GetType().Name}): "
                + $"please report it with the log in {node._data.Logs.Path}.",
                error);
        }
        catch (Exception error)
        {
            var failure = (error as NodeStartException)?.Failure;
            if (failure is not null) node.Log(failure);
            node._leavesNothing = true;
            await node.DisposeAsync().ConfigureAwait(false);
            if (failure is not null && node.Placed(failure) is var placed && placed != failure)
                throw new NodeStartException(placed);
            throw;
        }
    }

    /// <summary>Logs a sentence that the screen shows too.</summary>
    public void Log(string sentence) => _log?.Information("{Sentence:l}", sentence);

    /// <summary>Logs a warning, which the screen shows too.</summary>
    public void Warn(string sentence) => _log?.Warning("{Sentence:l}", sentence);

    /// <summary>Logs why the node cannot start or go on, with the exception.</summary>
    public void Log(NodeFailure failure) => _log?.Error(failure.Cause, "{Sentence:l}", failure.Sentence);

    /// <summary>Adds the ledger's path to a failure: the code that reads the ledger does not know the path.</summary>
    public NodeFailure Placed(NodeFailure failure) => failure.Cause switch
    {
        InvalidDataException damaged => failure with
        {
            Sentence = $"The ledger {_data.Ledger} is damaged ({CannotStart.OneLine(damaged.Message)}): "
                + $"run p2pchain repair {DataPath}, which keeps all that is sound, or restore a backup.",
        },
        InvariantException broken => failure with
        {
            Sentence = $"The node contradicts itself ({CannotStart.OneLine(broken.Message)}), which is a bug, "
                + $"and ended before it told or wrote more: please report it with the log in {_data.Logs.Path}; "
                + $"p2pchain verify {DataPath} says whether the ledger is sound.",
        },
        _ => failure,
    };

    /// <summary>Stops the node in order: goodbye to peers, ledger closed, lock released.</summary>
    /// <exception cref="TimeoutException">
    /// It did not stop in time: a bug, and the process should end at once.
    /// </exception>
    public async ValueTask DisposeAsync() => await StopAsync().WaitAsync(StopTimeout).ConfigureAwait(false);

    private async Task StopAsync()
    {
        _network?.Dispose();
        HttpPlace.Remove(_data.Path);
        if (_http is not null) await _http.DisposeAsync().ConfigureAwait(false);
        if (_refs is not null) await P2PNode.StopAsync(_refs, PartTimeout).ConfigureAwait(false);
        if (_system is not null)
        {
            // The host cannot do this: after an interrupted start it does not know the system.
            await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance)
                .ConfigureAwait(false);
        }

        if (_host is not null)
        {
            await _host.StopAsync(CancellationToken.None).ConfigureAwait(false);
            _host.Dispose();
        }

        // The actors close the ledger themselves; closing it twice does no harm.
        _store?.Dispose();
        await CloseLogAsync().ConfigureAwait(false);
        if (_leavesNothing) _data.Abandon();
        _data.Dispose();
    }

    private async Task CloseLogAsync()
    {
        try
        {
            if (_log is not null) await _log.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The disk is full: the person was told, and the log's last lines are lost.
        }
    }

    private async Task StartPartsAsync(
        NodeSettings settings, Config effective, ILogEventSink shown, CancellationToken stop)
    {
        // Each of these steps may take a second on a busy machine, and a stop must end within five.
        _log = NodeLog.Open(settings, _data.Logs, shown);
        stop.ThrowIfCancellationRequested();
        _store = NodeLedger.Open(_data.Ledger, settings.Network, settings.Upgrades);
        stop.ThrowIfCancellationRequested();
        _host = NodeHost.Build(effective, settings.LogLevel, _log);
        stop.ThrowIfCancellationRequested();
        _system = NodeHost.MakeSystem(_host);
        await _host.StartAsync(stop).ConfigureAwait(false);
        var log = _host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("p2pchain");
        settings = settings with { Peering = DescriptorLimit.Fit(settings.Peering, _log) };
        _refs = await P2PNode.StartAsync(_system, settings, Parts(log)).WaitAsync(stop).ConfigureAwait(false);
        _network = new NetworkWatch(_refs.Node);
        HttpPlace.Remove(_data.Path); // a crash leaves an old one
        if (settings.Http.IsOn) await StartHttpAsync(settings, stop).ConfigureAwait(false);
    }

    private async Task StartHttpAsync(NodeSettings settings, CancellationToken stop)
    {
        var log = _host!.Services.GetRequiredService<ILoggerFactory>();
        var http = await RunningHttp.StartAsync(settings, System, Refs, _meter, _data, log, stop).ConfigureAwait(false);
        (_http, HttpAddress) = (http, http?.Address);
        if (http is null) return;
        NewPage = http.NewPage;
        RecordHttp(http.Address);
    }

    /// <summary>The node serves without the record too; only commands of this machine do not find it.</summary>
    private void RecordHttp(IPEndPoint address)
    {
        try
        {
            HttpPlace.Write(_data.Path, address);
        }
        catch (NodeStartException error)
        {
            Warn(error.Failure.Sentence);
        }
    }

    private NodeParts Parts(ILogger log) =>
        new(_store!, _data.Signer, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)))
        {
            KeptPeers = KeptPeersFile.Open(_data.Peers, log),
            KeptBans = KeptBansFile.Open(_data.Bans, log),
            KeptAddresses = new KeptAddressesFile(_data.Addresses, log),
            Meter = _meter,
            Agent = $"P2PChain.Actors/{CommandLine.Version}",
            DiskFree = () => DiskSpace.FreeAt(_data.Path),
        };
}
