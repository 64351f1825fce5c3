using Akka.Actor;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using P2PChain.Http.Documents;
using P2PChain.Http.Nodes;

namespace P2PChain.Http;

/// <summary>Turns failures and empty answers into problem details.</summary>
internal static class Failures
{
    public static async Task CatchAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // the client is gone
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            if (Of(error) is not { } known)
            {
                var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("p2pchain.http");
                log.LogError(error, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
                known = ProblemDetail.Of(500, "bug", "This is an error in the node: please report it with the log.");
            }
            await known.WriteAsync(context);
            return;
        }
        if (context.Response.HasStarted) return;
        if (Of(context.Response.StatusCode) is { } empty) await empty.WriteAsync(context);
    }

    private static ProblemDetail? Of(Exception error) => error switch
    {
        BadHttpRequestException { StatusCode: 413 } => Of(413),
        BadHttpRequestException => Of(400),
        NodeBusyException or AskTimeoutException or OperationCanceledException =>
            ProblemDetail.Of(503, "busy", "The node gave no answer in time: ask again."),
        _ => null,
    };

    /// <summary>The problem for an answer that has only a status code.</summary>
    private static ProblemDetail? Of(int status) => status switch
    {
        400 => ProblemDetail.Of(400, "bad-request", "The request cannot be read: compare it with docs/http.md."),
        404 => ProblemDetail.Of(404, "no-route", "There is nothing at this path: docs/http.md lists the paths."),
        405 => ProblemDetail.Of(405, "wrong-method", "This path has another method: docs/http.md lists the methods."),
        413 => ProblemDetail.Of(413, "too-large", "The body is larger than 65,536 bytes: send less."),
        415 => ProblemDetail.Of(415, "not-json", "The body is no JSON: send it with Content-Type: application/json."),
        429 => ProblemDetail.Of(429, "too-many", "Too many requests: ask again in a second."),
        _ => null,
    };
}
