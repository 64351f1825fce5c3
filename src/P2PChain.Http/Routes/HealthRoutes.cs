using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2PChain.Actors.Ledger;
using P2PChain.Http.Access;
using P2PChain.Http.Nodes;

namespace P2PChain.Http.Routes;

/// <summary>The routes for a supervisor of the process. They tell nothing but a word.</summary>
internal static class HealthRoutes
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, NodeCommands node)
    {
        var health = routes.MapGroup("/health").WithMetadata(new OperationMark(Operation.Health));
        health.MapGet("/live", () => TypedResults.Text("live\n")).Produces<string>(200, "text/plain")
            .WithSummary("Says that the process lives.");
        health.MapGet("/ready", async (CancellationToken stop) =>
        {
            await node.AskAsync(ChainProtocol.GetTip.Instance, stop);
            return TypedResults.Text("ready\n");
        }).Produces<string>(200, "text/plain").ProducesProblem(503)
            .WithSummary("Says that the ledger is loaded.");
    }
}
