using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using P2PChain.Actors;
using P2PChain.Actors.Metrics;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Storage;
using P2PChain.Http;
using P2PChain.Http.Access;
using P2PChain.Node.Hosting;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Http;

/// <summary>A whole node in the test's process, and a client of its HTTP server.</summary>
public abstract class HttpStage(ITestOutputHelper output) : ActorSpec(output), IAsyncLifetime
{
    private static readonly KeyNames Names = new(
        ImmutableDictionary<PublicKey, string>.Empty.Add(TestKeys.Alice.PublicKey, "Lyon office"));

    private readonly List<HttpServer> _servers = [];
    private protected HttpClient Client { get; } =
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private int _starts;

    private protected string Token { get; } = SecretText.Create();

    private protected Uri Address { get; private set; } = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The servers stop first, as in the program.</summary>
    public async Task DisposeAsync()
    {
        Client.Dispose();
        foreach (var server in _servers) await server.DisposeAsync();
    }

    private protected async Task<TestNode> StartAsync(
        ISigner? signer = null, NodeSettings? settings = null, IChainStore? store = null, string[]? hosts = null,
        int requestsAtOnce = 500, TimeProvider? clock = null)
    {
        var name = FormattableString.Invariant($"node-{++_starts}");
        var meter = new NodeMeter(name);
        var node = await TestNode.StartAsync(Sys, name, signer ?? TestKeys.Alice, settings, store, seed: _starts, meter: meter);
        UnderTest(node.Refs.Node);
        var parts = new HttpParts(
            Sys, node.Refs, new IPEndPoint(IPAddress.Loopback, 0), Token,
            new ScreenWords(node.Signer.PublicKey, Names, TimeProvider.System), NullLoggerFactory.Instance)
        {
            Hosts = [.. hosts ?? []],
            RequestsAtOnce = requestsAtOnce,
            Meter = meter,
            Clock = clock ?? TimeProvider.System,
        };
        var server = await HttpServer.StartAsync(parts, CancellationToken.None);
        _servers.Add(server);
        Address = new Uri($"http://{server.Address}");
        return node;
    }

    private protected async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, token: null);
        return (answer.StatusCode, await BodyAsync(answer));
    }

    private protected async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, string json)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, Token, json);
        return (answer.StatusCode, await BodyAsync(answer));
    }

    private protected Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? token, string? json = null, string type = "application/json",
        bool headersOnly = false)
    {
        var request = new HttpRequestMessage(method, new Uri(Address, path));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue(type));
        return Client.SendAsync(
            request, headersOnly ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead);
    }

    private protected static async Task<JsonElement> BodyAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        var type = answer.Content.Headers.ContentType?.MediaType ?? "";
        if (!type.EndsWith("json", StringComparison.Ordinal)) return default;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private protected static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
