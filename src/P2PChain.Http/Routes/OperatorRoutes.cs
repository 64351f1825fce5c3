using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2PChain.Actors.Console;
using P2PChain.Http.Access;
using P2PChain.Http.Documents;
using P2PChain.Http.Nodes;
using static P2PChain.Actors.Console.AnswerProtocol;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace P2PChain.Http.Routes;

/// <summary>The routes of an operator: the key, past holders, syncs, bans. The console's grammar reads them.</summary>
internal static class OperatorRoutes
{
    /// <summary>The console waits up to 10 s for peers.</summary>
    private static readonly TimeSpan SyncPatience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(7);

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, NodeCommands node, IWords words)
    {
        var reads = routes.MapGroup("/api").WithMetadata(new OperationMark(Operation.Read));
        reads.MapGet("/whoami", (CancellationToken stop) => AskAsync(node, words, ["whoami"], stop))
            .Produces<IdentityDocument>().WithSummary("Shows the key of the node and its rights.");
        reads.MapGet("/bans", (CancellationToken stop) => AskAsync(node, words, ["ban"], stop))
            .Produces<BansDocument>().WithSummary("Lists the bans in force.");
        reads.MapGet("/held", (string? by, string? at, CancellationToken stop) =>
                AskAsync(node, words, ["items", "--held", .. Option("--by", by), .. Option("--at", at)], stop))
            .Produces<HeldDocument>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Lists the held items of one holder or of all, now or in the past.");

        var changes = routes.MapGroup("/api").WithMetadata(new OperationMark(Operation.Change));
        changes.MapPost("/sync", (CancellationToken stop) => AskAsync(node, words, ["sync"], stop))
            .Produces<SyncDocument>().WithSummary("Asks all peers for their chains.");
        changes.MapPost("/bans", (BanBody body, CancellationToken stop) => AskAsync(node, words, body.Words, stop))
            .Produces<BanDocument>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Bans an address, a range, a key or a peer.");
        changes.MapPost("/unbans", (UnbanBody body, CancellationToken stop) =>
                AskAsync(node, words, ["unban", body.Target ?? ""], stop))
            .Produces<UnbanDocument>().ProducesProblem(400).ProducesProblem(404).WithSummary("Ends a ban.");
        changes.MapPost("/disconnects", (DisconnectBody body, CancellationToken stop) =>
                AskAsync(node, words, ["disconnect", body.Address ?? ""], stop))
            .Produces<DisconnectedDocument>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Disconnects from a node and dials it no more.");
    }

    private static string[] Option(string name, string? value) => value is null ? [] : [$"{name}={value}"];

    private static async Task<IResult> AskAsync(
        NodeCommands node, IWords words, ImmutableArray<string> typed, CancellationToken stop)
    {
        if (words.Read(typed, out var mistake) is not { } command)
            return ProblemDetail.Of(400, "bad-" + typed[0], mistake).ToResult();
        if (command is ConsoleProtocol.ListItems) command = new ConsoleProtocol.ListHeld(0, null, null);
        var patience = command is ConsoleProtocol.Sync ? SyncPatience : Patience;
        return Of(await node.AskAsync(command, patience, stop), words);
    }

    private static IResult Of(AnswerProtocol.IResult result, IWords words) => result switch
    {
        Identity identity => TypedResults.Ok(IdentityDocument.Of(identity, words)),
        Held held => TypedResults.Ok(HeldDocument.Of(held, words)),
        SyncResult sync => TypedResults.Ok(SyncDocument.Of(sync)),
        Bans(var bans) => TypedResults.Ok(new BansDocument([.. bans.Select(ban => BanRow.Of(ban, words))])),
        Banned { Result: { Made: { } made } ban } =>
            TypedResults.Ok(new BanDocument(BanRow.Of(made, words), ban.Disconnected)),
        Unbanned { Result: { Lifted: { } lifted } unban } => TypedResults.Ok(new UnbanDocument(
            BanRow.Of(lifted, words), unban.Still is { } still ? BanRow.Of(still, words) : null)),
        Disconnected gone when gone.WasConnected || !gone.Forgotten.IsEmpty =>
            TypedResults.Ok(new DisconnectedDocument(gone.Address, gone.WasConnected, gone.Forgotten)),
        _ => ProblemDetail.Of(404, Missing(result), words.Of(result)[0].Cells[0] + ".").ToResult(),
    };

    private static string Missing(AnswerProtocol.IResult result) => result switch
    {
        HolderNotFound => "unknown-holder",
        BlockNotFound => "unknown-block",
        Disconnected => "unknown-peer",
        _ => "unknown-target",
    };

    /// <summary>The body of a ban.</summary>
    /// <param name="Target">An address, a range, a key, or the address of a peer.</param>
    /// <param name="Seconds">The time after which it ends; null if only an unban ends it.</param>
    /// <param name="Reason">Words for people; null for none.</param>
    internal sealed record BanBody(string? Target, long? Seconds, string? Reason)
    {
        /// <summary>The ban as words of the console.</summary>
        public ImmutableArray<string> Words =>
        [
            "ban", Target ?? "",
            Seconds is { } span ? span.ToString(CultureInfo.InvariantCulture) + "s" : "forever",
            .. Reason is null or "" ? [] : new[] { Reason },
        ];
    }

    /// <summary>The body of an unban.</summary>
    internal sealed record UnbanBody(string? Target);

    /// <summary>The body of a disconnect.</summary>
    internal sealed record DisconnectBody(string? Address);
}
