using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2PChain.Http.Access;

namespace P2PChain.Http.Page;

/// <summary>
/// Serves the page. Its files hold nothing of the ledger; its scripts read that by the same routes as any program.
/// </summary>
internal static class PageRoutes
{
    /// <summary>Only files of this server run, and they talk only to this server.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Adds a route for each file.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var file in PageFile.All())
        {
            routes.MapGet(file.Path, (HttpContext context) => WriteAsync(context, file))
                .WithMetadata(new OperationMark(Operation.Page)).ExcludeFromDescription();
        }
    }

    /// <summary>The browser asks each time, and gets the file again only if it changed.</summary>
    private static async Task WriteAsync(HttpContext context, PageFile file)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-cache";
        headers.ETag = file.Tag;
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = file.MediaType;
        context.Response.ContentLength = file.Bytes.Length;
        await context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted);
    }
}
