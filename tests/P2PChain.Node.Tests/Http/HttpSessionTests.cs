using System.Net;
using System.Text.Json;
using P2PChain.Actors;
using P2PChain.Core.Mining;
using P2PChain.Http.Access;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Http;

/// <summary>docs/http.md, sessions: a browser signs in with a code, and never sees the owner's token.</summary>
public sealed class HttpSessionTests(ITestOutputHelper output) : HttpStage(output)
{
    private const string Request = """{"items":["laptop-001"]}""";

    [Fact]
    public async Task A_code_signs_one_browser_in_which_then_requests_items_and_invites_no_other()
    {
        var node = await StartAsync(settings: new NodeSettings { Mining = MiningMode.Off });
        var session = await SignInAsync(await CodeAsync());
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync("/api/requests", session, Request));
        Assert.Equal(1, (await node.StatusAsync()).Waiting);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/api/codes", session, "{}"));
        using var read = await SendAsync(HttpMethod.Get, "/api/status", session);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Fact]
    public async Task A_code_that_is_wrong_used_or_old_is_refused_with_the_next_step()
    {
        var clock = new HandClock();
        await StartAsync(clock: clock);
        var used = await CodeAsync();
        await SignInAsync(used);
        var old = await CodeAsync();
        clock.Advance(Sessions.CodeLifetime);
        foreach (var body in new[] { Body(used), Body(old), Body(SecretText.Create()), Body(Token), "{}" })
        {
            using var answer = await SendAsync(HttpMethod.Post, "/api/sessions", token: null, body);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            var problem = await BodyAsync(answer);
            Assert.Equal("bad-code", Text(problem, "title"));
            Assert.Contains("p2pchain open", Text(problem, "detail"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_session_that_ended_is_refused_as_a_wrong_token_is()
    {
        var clock = new HandClock();
        await StartAsync(clock: clock);
        var session = await SignInAsync(await CodeAsync());
        clock.Advance(Sessions.IdleMax);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/api/requests", session, Request));
    }

    [Fact]
    public async Task A_restart_ends_the_sessions()
    {
        await StartAsync();
        var session = await SignInAsync(await CodeAsync());
        await StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/api/requests", session, Request));
    }

    private static string Body(string code) => JsonSerializer.Serialize(new { code });

    private async Task<string> CodeAsync()
    {
        var (status, document) = await PostAsync("/api/codes", "{}");
        Assert.Equal((HttpStatusCode.OK, "p2pchain.code/1"), (status, Text(document, "schema")));
        Assert.Equal(60, document.GetProperty("seconds").GetInt32());
        return Text(document, "code");
    }

    private async Task<string> SignInAsync(string code)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/api/sessions", token: null, Body(code));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var document = await BodyAsync(answer);
        Assert.Equal("p2pchain.session/1", Text(document, "schema"));
        Assert.NotEqual(Token, Text(document, "token"));
        return Text(document, "token");
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string token, string body)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, token, body);
        return answer.StatusCode;
    }
}
