using System.Net;
using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using P2PChain.Http.Access;
using P2PChain.Http.Events;
using P2PChain.Http.Metrics;
using P2PChain.Http.Nodes;
using P2PChain.Http.Page;
using P2PChain.Http.Routes;

namespace P2PChain.Http;

/// <summary>Serves a node over HTTP: docs/http.md.</summary>
public sealed class HttpServer : IAsyncDisposable
{
    private const int BodyBytesMax = 64 * 1024;
    private const int ConnectionsMax = 256;
    private const int RequestsPerSecond = 250;
    private const int StartBytes = 8;

    private readonly WebApplication _app;
    private readonly IActorRef _feed;

    private HttpServer(WebApplication app, IActorRef feed, Sessions sessions, IPEndPoint address)
    {
        _app = app;
        _feed = feed;
        Sessions = sessions;
        Address = address;
    }

    /// <summary>The address on which it listens, with its real port.</summary>
    public IPEndPoint Address { get; }

    /// <summary>The sessions of browsers.</summary>
    public Sessions Sessions { get; }

    /// <summary>Starts a server. Completes when it listens.</summary>
    /// <exception cref="IOException">The address is in use, or no address of this machine.</exception>
    public static async Task<HttpServer> StartAsync(HttpParts parts, CancellationToken stop)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "p2pchain" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Bound(kestrel, parts.Listen));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(parts.Log);
        builder.Services.AddRateLimiter(limits => Bound(limits, parts.RequestsAtOnce));
        ApiDescription.Add(builder.Services);
        MetricRoutes.Add(builder.Services, parts);
        var app = builder.Build();
        var gauges = app.Services.GetRequiredService<NodeGauges>();
        var access = new Gate(gauges);
        var log = new EventLog(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(StartBytes)));
        var feed = parts.System.ActorOf(FeedActor.Props(parts.Node.Console, parts.Words, log));
        var sessions = new Sessions(parts.Clock);
        Add(app, access, parts, feed, sessions, gauges);
        try
        {
            await app.StartAsync(stop).ConfigureAwait(false);
        }
        catch
        {
            parts.System.Stop(feed);
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        var address = AddressOf(app);
        access.Rules = new AccessRules(
            [.. parts.Hosts, HostName(address.Address)],
            address.Port,
            text => SecretText.Equal(text, parts.Token) ? SecretKind.Owner
                : sessions.Use(text) ? SecretKind.Session
                : SecretKind.Unknown);
        return new HttpServer(app, feed, sessions, address);
    }

    /// <summary>Ends the open requests and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await _app.StopAsync(atOnce.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _feed.Tell(PoisonPill.Instance);
    }

    private static void Bound(KestrelServerOptions kestrel, IPEndPoint listen)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
        kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
        kestrel.Listen(listen, static options => options.Protocols = HttpProtocols.Http1);
    }

    private static void Bound(Microsoft.AspNetCore.RateLimiting.RateLimiterOptions limits, int atOnce)
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context =>
            RateLimitPartition.GetTokenBucketLimiter(
                context.Connection.RemoteIpAddress ?? IPAddress.None,
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = atOnce,
                    TokensPerPeriod = RequestsPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                }));
    }

    private static void Add(
        WebApplication app, Gate gate, HttpParts parts, IActorRef feed, Sessions sessions, NodeGauges gauges)
    {
        var node = new NodeCommands(parts.System, parts.Node);
        app.Use(Headers.AddAsync);
        app.Use(ApiPage.AddHeadersAsync);
        app.Use(Failures.CatchAsync);
        app.UseRateLimiter();
        app.UseRouting();
        app.Use(gate.JudgeAsync);
        HealthRoutes.Map(app, node);
        ReadRoutes.Map(app, node, parts.Words);
        LookupRoutes.Map(app, node, parts.Words);
        ChangeRoutes.Map(app, node, parts.Words);
        SessionRoutes.Map(app, sessions);
        EventRoutes.Map(app, feed, app.Lifetime.ApplicationStopping);
        OperatorRoutes.Map(app, node, parts.Words);
        ConsoleRoutes.Map(app, node, parts.Words, app.Lifetime.ApplicationStopping);
        PageRoutes.Map(app);
        MetricRoutes.Map(app, node, gauges);
        ApiDescription.Map(app);
        ApiPage.Map(app);
    }

    private static IPEndPoint AddressOf(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var bound = new Uri(addresses.First());
        return new IPEndPoint(IPAddress.Parse(bound.Host), bound.Port);
    }

    private static string HostName(IPAddress address) =>
        new UriBuilder("http", address.ToString()).Host;
}
