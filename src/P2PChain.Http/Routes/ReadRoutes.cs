using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;
using P2PChain.Http.Access;
using P2PChain.Http.Documents;
using P2PChain.Http.Nodes;

namespace P2PChain.Http.Routes;

/// <summary>The routes that read.</summary>
internal static class ReadRoutes
{
    /// <summary>The most items of a page.</summary>
    public const int PageMax = 1_000;

    private const int PageUsual = 100;

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, NodeCommands node, IWords words)
    {
        var api = routes.MapGroup("/api").WithMetadata(new OperationMark(Operation.Read));
        api.MapGet("/status", (CancellationToken stop) => StatusAsync(node, words, stop)).Produces<StatusDocument>()
            .WithSummary("Shows the state of the node, its problems and the next steps.");
        api.MapGet("/peers", (CancellationToken stop) => PeersAsync(node, words, stop)).Produces<PeersDocument>()
            .WithSummary("Lists the peers.");
        api.MapGet(
            "/items",
            (string? state, string? by, string? search, string? after, int? limit, bool? notes,
                CancellationToken stop) =>
                ItemsAsync(node, words, new ItemsQuery(state, by, search, after, limit, notes ?? false), stop))
            .Produces<ItemsDocument>().ProducesProblem(400)
            .WithSummary("Lists items, page by page.");
        api.MapGet("/items/{item}", (string item, CancellationToken stop) => ItemAsync(node, words, item, stop))
            .Produces<ItemDocument>().ProducesProblem(404)
            .WithSummary("Shows an item.");
        api.MapGet(
            "/items/{item}/history",
            (string item, CancellationToken stop) => HistoryAsync(node, words, item, stop))
            .Produces<HistoryDocument>().ProducesProblem(404)
            .WithSummary("Lists the latest moves of an item.");
    }

    private static async Task<IResult> StatusAsync(NodeCommands node, IWords words, CancellationToken stop)
    {
        var status = await node.AskAsync(new ConsoleProtocol.GetStatus(0), stop);
        return TypedResults.Ok(StatusDocument.Of((AnswerProtocol.Status)status, words));
    }

    private static async Task<IResult> PeersAsync(NodeCommands node, IWords words, CancellationToken stop)
    {
        var peers = await node.AskAsync(new ConsoleProtocol.ListPeers(0), stop);
        return TypedResults.Ok(PeersDocument.Of((AnswerProtocol.Peers)peers, words));
    }

    private static async Task<IResult> ItemsAsync(
        NodeCommands node, IWords words, ItemsQuery query, CancellationToken stop)
    {
        if (query.Problem is { } problem) return ProblemDetail.Of(400, "bad-query", problem).ToResult();
        var question = new ItemsProtocol.Find(query.Filter, query.AfterId, query.Limit ?? PageUsual);
        var (page, height) = await node.AskAsync(question, stop);
        var next = page.HasMore ? page.Entries[^1].Uid.Text : null;
        var rows = await Task.WhenAll(page.Entries.Select(async entry =>
            ItemRow.Of(entry, words, query.HasNotes ? await NoteAsync(node, entry, stop) : null)));
        return TypedResults.Ok(new ItemsDocument([.. rows], page.Total, next, height));
    }

    /// <summary>The note of an item's last move.</summary>
    private static async Task<string?> NoteAsync(NodeCommands node, CustodyEntry entry, CancellationToken stop)
    {
        var question = new LookupProtocol.GetTransactionRecord(HashPrefix.Of(entry.TxId));
        return (await node.AskAsync(question, stop)).Transaction?.Content.Note;
    }

    private static async Task<IResult> ItemAsync(NodeCommands node, IWords words, string item, CancellationToken stop)
    {
        if (!ItemId.TryParse(item, out var uid)) return NotAnItem;
        var result = await node.AskAsync(new ConsoleProtocol.ShowItem(0, uid), stop);
        return result is AnswerProtocol.ItemView view
            ? TypedResults.Ok(ItemDocument.Of(view, words))
            : NotFound(result);
    }

    private static async Task<IResult> HistoryAsync(
        NodeCommands node, IWords words, string item, CancellationToken stop)
    {
        if (!ItemId.TryParse(item, out var uid)) return NotAnItem;
        var result = await node.AskAsync(new ConsoleProtocol.ShowHistory(0, uid), stop);
        return result is AnswerProtocol.ItemHistory history
            ? TypedResults.Ok(HistoryDocument.Of(history, words))
            : NotFound(result);
    }

    internal static IResult NotAnItem { get; } = ProblemDetail.Of(
        400, "not-an-item", "An item id has 1 to 128 of A-Z a-z 0-9 _ - . : correct it.").ToResult();

    private static IResult NotFound(AnswerProtocol.IResult result)
    {
        var similar = (result as AnswerProtocol.ItemNotFound)?.Similar ?? [];
        var hint = similar.IsEmpty ? "GET /api/items lists the known ones" : $"perhaps {string.Join(", ", similar)}";
        return ProblemDetail.Of(404, "unknown-item", $"No transaction of this item is known: {hint}.").ToResult();
    }

    /// <summary>The choice of a page of items, as it stands in the query.</summary>
    private sealed record ItemsQuery(
        string? State, string? By, string? Search, string? After, int? Limit, bool HasNotes)
    {
        /// <summary>The first part that cannot be used, in a sentence; null if there is none.</summary>
        public string? Problem => this switch
        {
            { State: not (null or "held" or "available" or "all") } => "state is held, available or all.",
            { By: { } by } when !PublicKey.TryParse(by, out _) => "by is a public key of 66 hex digits.",
            { Search.Length: > ItemId.LengthMax } => "search has at most 128 characters.",
            { After: { } after } when !ItemId.TryParse(after, out _) =>
                "after is the value of next of the page before.",
            { Limit: < 1 or > PageMax } => "limit is 1 to 1000.",
            { HasNotes: true, Limit: > PageUsual } => "limit is at most 100 with notes.",
            _ => null,
        };

        public ItemFilter Filter => new(
            State switch { "held" => true, "available" => false, _ => null },
            By is null ? null : PublicKey.Parse(By),
            Search is null or "" ? null : Search);

        public ItemId? AfterId => After is null ? null : ItemId.Parse(After);
    }
}
