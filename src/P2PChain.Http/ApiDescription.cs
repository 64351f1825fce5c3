using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using P2PChain.Http.Access;

namespace P2PChain.Http;

/// <summary>The description of the routes for programs, as OpenAPI at <c>/openapi/v1.json</c>.</summary>
internal static class ApiDescription
{
    private const string Token = "token";

    /// <summary>Adds the description's services.</summary>
    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", static options =>
    {
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "P2PChain.Actors",
                Version = "1",
                Description = "A node of a decentralised ledger of shared items.",
            };
            document.Servers?.Clear(); // the address is the one by which the document was read
            document.Components ??= new OpenApiComponents();
            document.AddComponent(Token, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The text of http.token in the data directory of the node.",
            });
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            var kinds = context.Description.ActionDescriptor.EndpointMetadata.OfType<OperationMark>();
            if (kinds.Any(static kind => kind.Operation is Operation.Change or Operation.Invite))
                operation.Security = [new() { [new OpenApiSecuritySchemeReference(Token, context.Document)] = [] }];
            return Task.CompletedTask;
        });
    });

    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapOpenApi("/openapi/{documentName}.json").WithMetadata(new OperationMark(Operation.Read));
}
