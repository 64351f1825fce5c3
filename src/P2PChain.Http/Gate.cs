using System.Net;
using Microsoft.AspNetCore.Http;
using P2PChain.Http.Access;
using P2PChain.Http.Documents;
using P2PChain.Http.Metrics;

namespace P2PChain.Http;

/// <summary>Lets a request pass as <see cref="AccessRules"/> decide. A path without a route counts as a read.</summary>
internal sealed class Gate(NodeGauges gauges)
{
    private static readonly ProblemDetail Starting = ProblemDetail.Of(503, "starting", "The node starts: ask again.");

    private volatile AccessRules? _rules;

    /// <summary>The rules. They name the port, which is known once the server listens.</summary>
    public AccessRules Rules
    {
        set => _rules = value;
    }

    public Task JudgeAsync(HttpContext context, RequestDelegate next)
    {
        if (_rules is not { } rules) return Starting.WriteAsync(context);
        var operation = context.GetEndpoint()?.Metadata.GetMetadata<OperationMark>()?.Operation ?? Operation.Read;
        var headers = context.Request.Headers;
        var refusal = rules.Judge(new RequestFacts(
            operation,
            context.Connection.RemoteIpAddress ?? IPAddress.None,
            headers.Host,
            headers.Origin,
            headers["Sec-Fetch-Site"],
            headers.ContentType,
            headers.Authorization));
        if (refusal is null) return next(context);
        gauges.Refused.Add(1, new KeyValuePair<string, object?>("reason", refusal.Code));
        if (refusal.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        return ProblemDetail.Of(refusal).WriteAsync(context);
    }
}
