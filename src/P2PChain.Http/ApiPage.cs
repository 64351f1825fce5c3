using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2PChain.Http.Access;
using Scalar.AspNetCore;

namespace P2PChain.Http;

/// <summary>The description of the routes for people, at <c>/docs</c>. The node serves all of it.</summary>
internal static class ApiPage
{
    private const string Path = "/docs";
    private const string NonceKey = "p2pchain.nonce";
    private const int NonceBytes = 16;

    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapScalarApiReference(Path, static (options, context) =>
        {
            options.WithTitle("P2PChain.Actors").WithNonce((string)context.Items[NonceKey]!);
            options.DisableDefaultFonts().DisableAgent().DisableMcp().HideClientButton().HideDeveloperTools();
            options.Telemetry = false;
            options.WithOpenApiRoutePattern("/openapi/{documentName}.json");
        }).WithMetadata(new OperationMark(Operation.Read));

    /// <summary>
    /// Lets the page run its own scripts, which carry a nonce of this answer, and its own styles. Other hosts stay out.
    /// </summary>
    public static Task AddHeadersAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal)) return next(context);
        var nonce = RandomNumberGenerator.GetHexString(2 * NonceBytes, lowercase: true);
        context.Items[NonceKey] = nonce;
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        return next(context);
    }
}
