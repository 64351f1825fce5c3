using Microsoft.AspNetCore.Http;
using P2PChain.Http.Access;

namespace P2PChain.Http.Documents;

/// <summary>An error as problem details (RFC 9457).</summary>
/// <param name="Type">A name of the error that never changes: <c>urn:p2pchain:error:CODE</c>.</param>
/// <param name="Title">The code.</param>
/// <param name="Status">The status code of the answer.</param>
/// <param name="Detail">A sentence for people, with the next step.</param>
public sealed record ProblemDetail(string Type, string Title, int Status, string Detail)
{
    /// <summary>The media type of problem details.</summary>
    public const string MediaType = "application/problem+json";

    internal static ProblemDetail Of(AccessRefusal refusal) => Of(refusal.Status, refusal.Code, refusal.Sentence);

    internal static ProblemDetail Of(int status, string code, string sentence) =>
        new($"urn:p2pchain:error:{code}", code, status, sentence);

    internal IResult ToResult() =>
        TypedResults.Json(this, contentType: MediaType, statusCode: Status);

    internal Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        return context.Response.WriteAsJsonAsync(this, options: null, MediaType);
    }
}
