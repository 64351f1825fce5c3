using System.Net;
using System.Net.Sockets;
using System.Text;
using P2PChain.Http.Access;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Http;

/// <summary>docs/http.md, access: the rules hold for each route of a real server.</summary>
public sealed class HttpAccessTests(ITestOutputHelper output) : HttpStage(output)
{
    /// <summary>Each route, and the status code of its answer to a good request of a new node.</summary>
    public static TheoryData<string, string, int> Routes { get; } = new()
    {
        { "GET", "/health/live", 200 },
        { "GET", "/health/ready", 200 },
        { "GET", "/api/status", 200 },
        { "GET", "/api/items", 200 },
        { "GET", "/api/items/a", 404 },
        { "GET", "/api/items/a/history", 404 },
        { "GET", "/api/peers", 200 },
        { "GET", "/api/blocks", 200 },
        { "GET", "/api/blocks/0", 200 },
        { "GET", "/api/transactions/00000000", 404 },
        { "GET", "/api/pool", 200 },
        { "GET", "/api/whoami", 200 },
        { "GET", "/api/bans", 200 },
        { "GET", "/api/held", 200 },
        { "GET", "/api/console?word=status", 200 },
        { "GET", "/openapi/v1.json", 200 },
        { "GET", "/docs/", 200 },
        { "GET", "/metrics", 200 },
        { "POST", "/api/requests", 400 },
        { "POST", "/api/releases", 400 },
        { "POST", "/api/peers", 400 },
        { "POST", "/api/disconnects", 400 },
        { "POST", "/api/sync", 200 },
        { "POST", "/api/bans", 400 },
        { "POST", "/api/unbans", 400 },
        { "POST", "/api/console", 400 },
        { "POST", "/api/codes", 200 },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Each_route_asks_for_the_token_as_its_kind_does(string method, string path, int good)
    {
        await StartAsync();
        var isChange = method == "POST";
        Assert.Equal(isChange ? 401 : good, await StatusAsync(method, path, token: null));
        Assert.Equal(
            path.StartsWith("/health", StringComparison.Ordinal) ? good : 401,
            await StatusAsync(method, path, SecretText.Create()));
        Assert.Equal(good, await StatusAsync(method, path, Token));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task No_answer_may_be_framed_read_by_another_site_cached_or_holds_the_token(
        string method, string path, int good)
    {
        await StartAsync();
        using var answer = await SendAsync(new HttpMethod(method), path, Token, method == "POST" ? "{}" : null);
        Assert.Equal(good, (int)answer.StatusCode);
        var headers = answer.Headers.Concat(answer.Content.Headers)
            .ToDictionary(static header => header.Key, static header => string.Join(',', header.Value));
        Assert.Contains("frame-ancestors 'none'", headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal(("DENY", "nosniff"), (headers["X-Frame-Options"], headers["X-Content-Type-Options"]));
        Assert.Equal("no-store", headers["Cache-Control"]);
        Assert.DoesNotContain(
            headers.Keys,
            static name => name is "Server" or "Set-Cookie"
                || name.StartsWith("Access-Control", StringComparison.Ordinal));
        Assert.DoesNotContain(Token, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host: evil.example", 421)]
    [InlineData("Host: localhost:PORT\r\nOrigin: http://evil.example", 403)]
    [InlineData("Host: localhost:PORT\r\nOrigin: null", 403)]
    [InlineData("Host: localhost:PORT\r\nSec-Fetch-Site: cross-site", 403)]
    [InlineData("Host: localhost:PORT\r\nAuthorization: Bearer x\r\nAuthorization: Bearer y", 401)]
    [InlineData("Host: localhost:PORT\r\nHost: evil.example", 400)]
    [InlineData("Host: localhost:PORT", 200)]
    [InlineData("Host: ledger.example:PORT", 200)]
    public async Task A_request_as_a_foreign_page_makes_it_reads_nothing(string headers, int status)
    {
        await StartAsync(hosts: ["ledger.example"]);
        var text = await RawAsync($"GET /api/status HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", text, StringComparison.Ordinal);
        Assert.Equal(status == 200, text.Contains("verdict", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_form_of_another_site_changes_nothing_even_with_the_token(string type)
    {
        var node = await StartAsync();
        using var answer = await SendAsync(HttpMethod.Post, "/api/requests", Token, """{"items":["a"]}""", type);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal(0, (await node.StatusAsync()).Waiting);
    }

    [Fact]
    public async Task Too_many_requests_are_refused_with_the_reason_and_answered_again_a_second_later()
    {
        await StartAsync(requestsAtOnce: 3);
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await GetAsync("/api/items")).Status);
        var (status, body) = await GetAsync("/api/items");
        for (var i = 0; i < 1_000 && status == HttpStatusCode.OK; i++) (status, body) = await GetAsync("/api/items");
        Assert.Equal((HttpStatusCode.TooManyRequests, "too-many"), (status, Text(body, "title")));
        await AwaitAssertAsync(
            async () => Assert.Equal(HttpStatusCode.OK, (await GetAsync("/api/items")).Status),
            TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_preflight_of_another_site_gets_no_permission()
    {
        await StartAsync();
        var text = await RawAsync(
            "OPTIONS /api/requests HTTP/1.1\r\nHost: localhost:PORT\r\nOrigin: http://evil.example\r\n"
            + "Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403 ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control", text, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<int> StatusAsync(string method, string path, string? token)
    {
        using var answer = await SendAsync(new HttpMethod(method), path, token, method == "POST" ? "{}" : null);
        return (int)answer.StatusCode;
    }

    private async Task<string> RawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port);
        var stream = socket.GetStream();
        var port = FormattableString.Invariant($"{Address.Port}");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request.Replace("PORT", port, StringComparison.Ordinal)));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
