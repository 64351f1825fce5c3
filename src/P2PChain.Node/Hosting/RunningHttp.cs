using System.Net;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using P2PChain.Actors;
using P2PChain.Actors.Metrics;
using P2PChain.Http;
using P2PChain.Node.Disk;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Hosting;

/// <summary>The HTTP server of a running node. Only this file and its callees load the assemblies for HTTP.</summary>
internal sealed class RunningHttp : IAsyncDisposable
{
    private readonly HttpServer _server;

    private RunningHttp(HttpServer server) => _server = server;

    /// <summary>The address on which it listens.</summary>
    public IPEndPoint Address => _server.Address;

    /// <summary>Makes an address that lets one browser in.</summary>
    public Uri NewPage() => PageText.AddressOf(HttpPlace.AddressOf(Address), _server.Sessions.NewCode());

    /// <summary>Starts the server.</summary>
    /// <param name="settings">The settings of the node. HTTP is on.</param>
    /// <param name="system">The actor system of the node.</param>
    /// <param name="node">The node.</param>
    /// <param name="meter">Counts what happens in the node.</param>
    /// <param name="data">The directory with the token and the key.</param>
    /// <param name="log">The log.</param>
    /// <param name="stop">Ends the start.</param>
    /// <returns>Null if the automatic port is in use; the log has a warning then.</returns>
    /// <exception cref="NodeStartException">The configured address or the token cannot be used.</exception>
    public static async Task<RunningHttp?> StartAsync(
        NodeSettings settings, ActorSystem system, NodeRefs node, NodeMeter meter, DataDirectory data,
        ILoggerFactory log, CancellationToken stop)
    {
        var token = TokenFile.Open(data.HttpToken);
        var listen = settings.Http.Listen ?? Automatic(settings.Listen, node.Listens.Port);
        var words = new ScreenWords(data.Signer.PublicKey, settings.Names, TimeProvider.System);
        try
        {
            var parts = new HttpParts(system, node, listen, token, words, log)
            {
                Hosts = settings.Http.Hosts,
                Meter = meter,
            };
            return new RunningHttp(await HttpServer.StartAsync(parts, stop).ConfigureAwait(false));
        }
        catch (IOException error) when (settings.Http.Listen is null)
        {
            log.CreateLogger("p2pchain").LogWarning(
                "There is no HTTP ({Reason:l}): set p2pchain.http.listen to another address, "
                + "or p2pchain.http.enabled to false",
                CannotStart.OneLine(error.Message));
            return null;
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            throw CannotStart.Because(
                ExitCode.InUse,
                $"HTTP cannot listen on {listen} ({CannotStart.OneLine(error.Message)}): "
                + "end the other program, or set p2pchain.http.listen to another address.",
                error);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>The loopback beside the port for peers; a free port if that one is free too, or very large.</summary>
    private static IPEndPoint Automatic(IPEndPoint peers, int port)
    {
        var beside = port + HttpSettings.PortOffset;
        return new IPEndPoint(IPAddress.Loopback, peers.Port == 0 || beside > IPEndPoint.MaxPort ? 0 : beside);
    }
}
