using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Http.Access;
using P2PChain.Http.Documents;
using P2PChain.Http.Nodes;

namespace P2PChain.Http.Routes;

/// <summary>The routes that read blocks and transactions.</summary>
internal static class LookupRoutes
{
    private const int PageUsual = 100;
    private const int BlocksUsual = 20;
    private const int BlocksMax = 50;

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, NodeCommands node, IWords words)
    {
        var api = routes.MapGroup("/api").WithMetadata(new OperationMark(Operation.Read));
        api.MapGet(
            "/blocks", (long? before, int? limit, CancellationToken stop) =>
                BlocksAsync(node, words, before, limit, stop))
            .Produces<BlocksDocument>().ProducesProblem(400)
            .WithSummary("Lists the blocks of the best chain, the latest first.");
        api.MapGet("/blocks/{block}", (string block, CancellationToken stop) => BlockAsync(node, words, block, stop))
            .Produces<BlockDocument>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Shows a block.");
        api.MapGet(
            "/transactions/{txid}",
            (string txid, CancellationToken stop) => TransactionAsync(node, words, txid, stop))
            .Produces<TransactionDocument>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Explains a transaction.");
        api.MapGet(
            "/pool", (int? skip, int? limit, CancellationToken stop) => PoolAsync(node, words, skip, limit, stop))
            .Produces<PoolDocument>().ProducesProblem(400)
            .WithSummary("Lists the waiting transactions.");
    }

    private static async Task<IResult> BlocksAsync(
        NodeCommands node, IWords words, long? before, int? limit, CancellationToken stop)
    {
        if (before is < 0) return Bad("query", "before is a height.");
        if (limit is < 1 or > BlocksMax) return Bad("query", "limit is 1 to 50.");
        var tip = (await node.AskAsync(ChainProtocol.GetTip.Instance, stop)).Height;
        var first = Math.Min(tip, (before ?? long.MaxValue) - 1);
        var last = Math.Max(0, first - (limit ?? BlocksUsual) + 1);
        var records = new List<Task<LookupProtocol.BlockRecord>>();
        for (var height = first; height >= last; height--)
            records.Add(node.AskAsync(new LookupProtocol.GetBlockRecord(new BlockName(height, null)), stop));

        // A reorganisation meanwhile may have shortened the chain.
        var rows = (await Task.WhenAll(records)).Select(static record => record.Block).OfType<Block>()
            .Select(block => BlockRow.Of(block, words));
        return TypedResults.Ok(new BlocksDocument([.. rows], last > 0 ? last : null, tip));
    }

    private static async Task<IResult> BlockAsync(
        NodeCommands node, IWords words, string text, CancellationToken stop)
    {
        if (BlockName.Parse(text) is not { } name)
            return Bad("block", "A block is its height, or at least 8 hex digits of its hash.");
        var result = await node.AskAsync(new ConsoleProtocol.ShowBlock(0, name), stop);
        return result is AnswerProtocol.BlockView view
            ? TypedResults.Ok(BlockDocument.Of(view, words))
            : NotFound("block", result is AnswerProtocol.BlockNotFound { IsAmbiguous: true });
    }

    private static async Task<IResult> TransactionAsync(
        NodeCommands node, IWords words, string text, CancellationToken stop)
    {
        if (HashPrefix.Parse(text) is not { } prefix)
            return Bad("txid", "A transaction is at least 8 hex digits of its id.");
        var result = await node.AskAsync(new ConsoleProtocol.Explain(0, prefix), stop);
        return result is AnswerProtocol.TransactionView view
            ? TypedResults.Ok(TransactionDocument.Of(view, words))
            : NotFound("transaction", result is AnswerProtocol.TransactionNotFound { IsAmbiguous: true });
    }

    private static async Task<IResult> PoolAsync(
        NodeCommands node, IWords words, int? skip, int? limit, CancellationToken stop)
    {
        if (skip is < 0) return Bad("query", "skip is 0 or more.");
        if (limit is < 1 or > ReadRoutes.PageMax) return Bad("query", "limit is 1 to 1000.");
        var command = new ConsoleProtocol.ListPool(0, skip ?? 0, limit ?? PageUsual);
        var pool = (AnswerProtocol.Pool)await node.AskAsync(command, stop);
        return TypedResults.Ok(PoolDocument.Of(pool.Page, words));
    }

    private static IResult Bad(string what, string sentence) =>
        ProblemDetail.Of(400, "bad-" + what, sentence).ToResult();

    private static IResult NotFound(string what, bool isAmbiguous) => isAmbiguous
        ? ProblemDetail.Of(404, "ambiguous-" + what, $"Several {what}s begin so: send more digits.").ToResult()
        : ProblemDetail.Of(404, "unknown-" + what, $"No such {what} is known here: compare the id.").ToResult();
}
