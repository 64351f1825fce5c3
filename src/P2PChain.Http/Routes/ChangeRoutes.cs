using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2PChain.Actors.Console;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Http.Access;
using P2PChain.Http.Documents;
using P2PChain.Http.Nodes;

namespace P2PChain.Http.Routes;

/// <summary>The routes that change the ledger or the node.</summary>
internal static class ChangeRoutes
{
    /// <summary>The most items of a request: their transactions fit the pool's share of one peer.</summary>
    public const int ItemsMax = 1_000;

    private const int WaitSecondsMax = 60;

    /// <summary>A disk that takes longer is broken.</summary>
    private static readonly TimeSpan AcceptedWithin = TimeSpan.FromSeconds(30);

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, NodeCommands node, IWords words)
    {
        var api = routes.MapGroup("/api").WithMetadata(new OperationMark(Operation.Change));
        api.MapPost("/requests", (RequestBody body, int? wait, CancellationToken stop) =>
            RequestAsync(node, words, body, wait, stop)).ProducesMoves()
            .WithSummary("Requests items.");
        api.MapPost("/releases", (ReleaseBody body, int? wait, CancellationToken stop) =>
            ReleaseAsync(node, words, body, wait, stop)).ProducesMoves()
            .WithSummary("Releases an item.");
        api.MapPost("/peers", (ConnectBody body, CancellationToken stop) => ConnectAsync(node, words, body, stop))
            .Produces<ConnectedDocument>().ProducesProblem(400).ProducesProblem(502)
            .WithSummary("Connects to a node.");
    }

    private static RouteHandlerBuilder ProducesMoves(this RouteHandlerBuilder route) => route
        .Produces<MovesDocument>().Produces<MovesDocument>(202).Produces<MovesDocument>(409).ProducesProblem(400);

    private static Task<IResult> RequestAsync(
        NodeCommands node, IWords words, RequestBody body, int? wait, CancellationToken stop)
    {
        var items = ImmutableArray.CreateBuilder<ItemId>();
        foreach (var text in body.Items ?? [])
        {
            if (!ItemId.TryParse(text, out var uid)) return Task.FromResult(ReadRoutes.NotAnItem);
            items.Add(uid);
        }
        if (items.Count is 0 or > ItemsMax) return Bad("items", "items has 1 to 1000 ids.");
        if (body.Note is { } note && !TransactionChecks.IsNote(note))
            return Bad("note", "A note has 1 to 256 printable characters.");
        var request = new ConsoleProtocol.Request(0, items.ToImmutable(), body.Note);
        return MoveAsync(node, words, request, request.Uids.Distinct().Count(), wait, stop);
    }

    private static Task<IResult> ReleaseAsync(
        NodeCommands node, IWords words, ReleaseBody body, int? wait, CancellationToken stop) =>
        ItemId.TryParse(body.Item, out var uid)
            ? MoveAsync(node, words, new ConsoleProtocol.Release(0, uid), 1, wait, stop)
            : Task.FromResult(ReadRoutes.NotAnItem);

    /// <summary>
    /// Answers once all transactions are accepted. With a wait it answers once they are final, or the wait is over.
    /// </summary>
    private static async Task<IResult> MoveAsync(
        NodeCommands node, IWords words, ConsoleProtocol.Command command, int items, int? wait, CancellationToken stop)
    {
        if (wait is < 0 or > WaitSecondsMax) return await Bad("wait", "wait is 0 to 60 seconds.");
        var outcomes = new MoveOutcomes(words, items);
        var replies = node.Begin(command);
        using var acceptance = Patience(AcceptedWithin, stop);
        using var patience = Patience(TimeSpan.FromSeconds(wait ?? 0), stop);
        try
        {
            // Only once all items are known may the patience end the wait. A request that is refused as a whole has one
            // reply, and the channel ends after it.
            while (await replies.WaitToReadAsync(outcomes.AreKnown ? patience.Token : acceptance.Token))
            {
                while (replies.TryRead(out var result))
                {
                    if (result is AnswerProtocol.Failed(var reason)) throw new NodeBusyException(reason);
                    outcomes.On(result);
                }
                if (outcomes.AreFinal) break;
            }
        }
        catch (OperationCanceledException) when (outcomes.AreKnown && !stop.IsCancellationRequested)
        {
            // The transactions go on waiting for a block.
        }
        var status = outcomes.AreRefused ? 409 : outcomes.AreFinal ? 200 : 202;
        return TypedResults.Json(outcomes.Document, statusCode: status);
    }

    private static CancellationTokenSource Patience(TimeSpan span, CancellationToken stop)
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(span);
        return patience;
    }

    private static async Task<IResult> ConnectAsync(
        NodeCommands node, IWords words, ConnectBody body, CancellationToken stop)
    {
        if (body.Address is not { } text || HostPort.Parse(text) is not { } address)
            return await Bad("address", "address is host:port, such as 10.0.2.5:6000 or [2001:db8::5]:6000.");
        var connect = new ConsoleProtocol.Connect(0, address.Host, address.Port);
        var result = await node.AskAsync(connect, NodeCommands.ConnectPatience, stop);
        return result is AnswerProtocol.NotConnected(var shown, var reason)
            ? ProblemDetail.Of(502, "not-connected", $"{shown} is not connected: {reason}.").ToResult()
            : TypedResults.Ok(new ConnectedDocument(Peer((AnswerProtocol.Connected)result, words)));
    }

    private static PeerDocument Peer(AnswerProtocol.Connected connected, IWords words) =>
        PeerDocument.Of(connected.Peer, isNamed: true, words);

    private static Task<IResult> Bad(string member, string sentence) =>
        Task.FromResult(ProblemDetail.Of(400, "bad-" + member, sentence).ToResult());

    /// <summary>The body of a request.</summary>
    /// <param name="Items">The ids.</param>
    /// <param name="Note">Text for people; null for none.</param>
    internal sealed record RequestBody(ImmutableArray<string>? Items, string? Note);

    /// <summary>The body of a release.</summary>
    internal sealed record ReleaseBody(string? Item);

    /// <summary>The body of a connect.</summary>
    internal sealed record ConnectBody(string? Address);
}
