using System.Text.Json;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Http;

/// <summary>docs/http.md, description.</summary>
public sealed class HttpDescriptionTests(ITestOutputHelper output) : HttpStage(output)
{
    [Fact]
    public async Task Each_route_is_described_with_a_summary_its_errors_and_the_token_where_it_needs_one()
    {
        await StartAsync();
        var (_, description) = await GetAsync("/openapi/v1.json");
        var routes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in description.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                routes.Add($"{operation.Name} {path.Name}");
                Assert.EndsWith(".", Text(operation.Value, "summary"), StringComparison.Ordinal);
                Assert.Equal(
                    operation.Name == "post" && path.Name != "/api/sessions",
                    operation.Value.TryGetProperty("security", out _));
            }
        }
        Assert.Equal(
            [
                "get /api/bans",
                "get /api/blocks",
                "get /api/blocks/{block}",
                "get /api/console",
                "get /api/events",
                "get /api/held",
                "get /api/items",
                "get /api/items/{item}",
                "get /api/items/{item}/history",
                "get /api/peers",
                "get /api/pool",
                "get /api/status",
                "get /api/transactions/{txid}",
                "get /api/whoami",
                "get /health/live",
                "get /health/ready",
                "post /api/bans",
                "post /api/codes",
                "post /api/console",
                "post /api/disconnects",
                "post /api/peers",
                "post /api/releases",
                "post /api/requests",
                "post /api/sessions",
                "post /api/sync",
                "post /api/unbans",
            ],
            routes);
    }

    [Fact]
    public async Task The_described_members_are_those_of_the_documents()
    {
        await StartAsync();
        var (_, description) = await GetAsync("/openapi/v1.json");
        var schemas = description.GetProperty("components").GetProperty("schemas");
        foreach (var (path, schema) in new[] { ("/api/status", "StatusDocument"), ("/api/items", "ItemsDocument") })
        {
            var (_, document) = await GetAsync(path);
            var described = schemas.GetProperty(schema).GetProperty("properties");
            Assert.Equal(Names(document).Order(), Names(described).Order());
        }
    }

    private static IEnumerable<string> Names(JsonElement element) =>
        element.EnumerateObject().Select(static member => member.Name);
}
