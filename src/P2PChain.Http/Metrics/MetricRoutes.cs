using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using P2PChain.Actors.Console;
using P2PChain.Http.Access;
using P2PChain.Http.Nodes;

namespace P2PChain.Http.Metrics;

/// <summary>The metrics of the node, of ASP.NET and of the runtime in the format of Prometheus.</summary>
internal static class MetricRoutes
{
    private const string Path = "/metrics";

    /// <summary>Adds the services.</summary>
    public static void Add(IServiceCollection services, HttpParts parts)
    {
        var name = $"{NodeGauges.Prefix} {parts.Node.Listens}"; // a process may have several nodes
        services.AddSingleton(_ => new NodeGauges(name, problem => parts.Words.Of(problem).Word));
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(
                parts.Meter.MeterName, name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.RateLimiting",
                "System.Runtime")
            .AddPrometheusExporter(static options =>
            {
                options.ScopeInfoEnabled = false;
                options.TargetInfoEnabled = false;
            }));
    }

    /// <summary>Adds the route. Before each collection the node is asked for its status.</summary>
    public static void Map(WebApplication app, NodeCommands node, NodeGauges gauges)
    {
        app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            if (context.Request.Path == Path)
            {
                var status = await node.AskAsync(new ConsoleProtocol.GetStatus(0), context.RequestAborted);
                gauges.OnStatus((AnswerProtocol.Status)status);
            }
            await next(context);
        });
        app.MapPrometheusScrapingEndpoint(Path).WithMetadata(new OperationMark(Operation.Read));
    }
}
