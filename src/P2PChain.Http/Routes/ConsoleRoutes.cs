using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2PChain.Actors.Console;
using P2PChain.Http.Access;
using P2PChain.Http.Documents;
using P2PChain.Http.Nodes;

namespace P2PChain.Http.Routes;

/// <summary>
/// The console of the node: a command in words, and its replies as the lines of the console, one document a line.
/// </summary>
internal static class ConsoleRoutes
{
    private const string MediaType = "application/x-ndjson";

    /// <summary>The first reply may come as late as a sync takes, and some more.</summary>
    private static readonly TimeSpan FirstReplyWithin = TimeSpan.FromSeconds(15);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Adds the routes.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="node">The node.</param>
    /// <param name="words">The grammar and the sentences.</param>
    /// <param name="stopping">The server stops.</param>
    public static void Map(IEndpointRouteBuilder routes, NodeCommands node, IWords words, CancellationToken stopping)
    {
        var console = new Conversation(node, words, stopping);
        routes.MapGet("/api/console", (HttpContext context, string[] word) =>
                console.AnswerAsync(context, [.. word], mayChange: false))
            .WithMetadata(new OperationMark(Operation.Read))
            .Produces<ReplyDocument>(200, MediaType).ProducesProblem(400)
            .WithSummary("Carries out a command of the console that only reads.");
        routes.MapPost("/api/console", (HttpContext context, ConsoleBody body) =>
                console.AnswerAsync(context, body.Typed, mayChange: true))
            .WithMetadata(new OperationMark(Operation.Change))
            .Produces<ReplyDocument>(200, MediaType).ProducesProblem(400)
            .WithSummary("Carries out a command of the console, and sends each reply as it comes.");
    }

    private static Task RefuseAsync(HttpContext context, string code, string sentence) =>
        ProblemDetail.Of(400, code, sentence).WriteAsync(context);

    private sealed class Conversation(NodeCommands node, IWords words, CancellationToken stopping)
    {
        public async Task AnswerAsync(HttpContext context, ImmutableArray<string> typed, bool mayChange)
        {
            if (words.Read(typed, out var mistake) is not { } command)
            {
                await RefuseAsync(context, "bad-words", mistake);
                return;
            }
            if (!mayChange && !CommandKind.OnlyReads(command))
            {
                await RefuseAsync(context, "needs-post", $"{typed[0]} changes something: send it with POST.");
                return;
            }
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            var replies = node.Begin(command);
            await FirstAsync(replies, command, ending.Token);
            context.Response.ContentType = MediaType;
            try
            {
                while (await replies.WaitToReadAsync(ending.Token)) await WriteAsync(context, replies, ending.Token);
            }
            catch (OperationCanceledException)
            {
                // The client is gone, or the server stops. A request goes on waiting for a block.
            }
        }

        /// <summary>Until the first reply is there, the answer may still be a problem.</summary>
        private static async Task FirstAsync(
            ChannelReader<AnswerProtocol.IResult> replies, ConsoleProtocol.Command command, CancellationToken stop)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(
                command is ConsoleProtocol.Connect ? NodeCommands.ConnectPatience : FirstReplyWithin);
            if (!await replies.WaitToReadAsync(patience.Token)) throw new NodeBusyException("The node stops.");
            if (replies.TryPeek(out var first) && first is AnswerProtocol.Failed(var reason))
                throw new NodeBusyException(reason);
        }

        private async Task WriteAsync(
            HttpContext context, ChannelReader<AnswerProtocol.IResult> replies, CancellationToken stop)
        {
            while (replies.TryRead(out var result))
            {
                var document = ReplyDocument.Of(result, words.Of(result), words.CodeOf(result));
                await context.Response.WriteAsync(JsonSerializer.Serialize(document, Json) + "\n", stop);
            }
            await context.Response.Body.FlushAsync(stop);
        }
    }

    /// <summary>The body of a command.</summary>
    /// <param name="Words">The words, the name first.</param>
    internal sealed record ConsoleBody(ImmutableArray<string?>? Words)
    {
        /// <summary>The words; null counts as an empty one.</summary>
        internal ImmutableArray<string> Typed => [.. (Words ?? []).Select(static word => word ?? "")];
    }
}
