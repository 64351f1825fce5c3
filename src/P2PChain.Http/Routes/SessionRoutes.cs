using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2PChain.Http.Access;
using P2PChain.Http.Documents;

namespace P2PChain.Http.Routes;

/// <summary>The routes by which a browser gets a session.</summary>
internal static class SessionRoutes
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, Sessions sessions)
    {
        routes.MapPost("/api/codes", () => TypedResults.Ok(
                new CodeDocument(sessions.NewCode(), (int)Sessions.CodeLifetime.TotalSeconds)))
            .WithMetadata(new OperationMark(Operation.Invite)).Produces<CodeDocument>()
            .WithSummary("Makes a code for one sign-in of a browser.");
        routes.MapPost("/api/sessions", (SessionBody body) => SignIn(sessions, body))
            .WithMetadata(new OperationMark(Operation.SignIn)).Produces<SessionDocument>().ProducesProblem(403)
            .WithSummary("Exchanges a code for a session.");
    }

    private static IResult SignIn(Sessions sessions, SessionBody body) =>
        body.Code is { } code && sessions.Exchange(code) is { } token
            ? TypedResults.Ok(new SessionDocument(token, (int)Sessions.IdleMax.TotalSeconds))
            : ProblemDetail.Of(
                403, "bad-code", "The code is unknown, used or older than a minute: make one with p2pchain open.")
                .ToResult();

    /// <summary>The body of a sign-in.</summary>
    /// <param name="Code">The code.</param>
    internal sealed record SessionBody(string? Code);
}
