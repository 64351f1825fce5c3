using System.Net;
using System.Text.Json;
using P2PChain.Actors;
using P2PChain.Core.Mining;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Http;

/// <summary>docs/http.md: the console over HTTP, and the routes of an operator.</summary>
public sealed class HttpConsoleTests(ITestOutputHelper output) : HttpStage(output)
{
    [Fact]
    public async Task A_request_has_a_line_for_each_reply_with_the_sentence_of_the_console()
    {
        await StartAsync();
        var replies = await RepliesAsync(HttpMethod.Post, "/api/console", """{"words":["request","--","a"]}""");
        Assert.Equal(["accepted", "confirmed"], replies.Select(static reply => Text(reply, "state")));
        Assert.All(replies, static reply => Assert.Equal("p2pchain.reply/1", Text(reply, "schema")));
        Assert.Equal("a: confirmed in block 1", Line(replies[1], 0).GetProperty("cells")[0].GetString());
        Assert.Equal("good", Text(Line(replies[1], 0), "tone"));
        Assert.Equal((1L, 0), (replies[1].GetProperty("height").GetInt64(), Code(replies[1])));
        Assert.Equal(Text(replies[0], "txid"), Text(replies[1], "txid"));
        var refused = Assert.Single(
            await RepliesAsync(HttpMethod.Post, "/api/console", """{"words":["request","a","b"]}"""));
        Assert.Equal(("refused", ExitCode.Refused), (Text(refused, "state"), Code(refused)));
        var rows = Assert.Single(await RepliesAsync(HttpMethod.Get, "/api/console?word=items&word=--held"));
        Assert.True(Line(rows, 0).GetProperty("isHeader").GetBoolean());
        Assert.Equal("a", Line(rows, 1).GetProperty("cells")[0].GetString());
    }

    [Theory]
    [InlineData("GET", "/api/console?word=request&word=a", "needs-post")]
    [InlineData("GET", "/api/console?word=statsu", "bad-words")]
    [InlineData("GET", "/api/console?word=exit", "bad-words")]
    [InlineData("GET", "/api/console?word=status&word=--help", "bad-words")]
    [InlineData("GET", "/api/held?by=xyz", "bad-items")]
    [InlineData("GET", "/api/held?at=yesterday", "bad-items")]
    [InlineData("GET", "/api/held?at=99", "unknown-block")]
    [InlineData("GET", "/api/held?by=02abcdef", "unknown-holder")]
    [InlineData("POST", "/api/bans", "bad-ban", """{"target":"me"}""")]
    [InlineData("POST", "/api/bans", "bad-ban", """{"target":"10.0.0.1","seconds":0}""")]
    [InlineData("POST", "/api/unbans", "unknown-target", """{"target":"10.0.0.1"}""")]
    [InlineData("POST", "/api/disconnects", "unknown-peer", """{"address":"10.0.0.1:6000"}""")]
    [InlineData("POST", "/api/console", "bad-words", """{"words":["request","no item"]}""")]
    [InlineData("POST", "/api/console", "bad-words", """{"words":[]}""")]
    public async Task A_wrong_command_gets_a_sentence(string method, string path, string title, string? body = null)
    {
        var node = await StartAsync();
        var (_, problem) = method == "GET" ? await GetAsync(path) : await PostAsync(path, body!);
        Assert.Equal(title, Text(problem, "title"));
        Assert.Contains(' ', Text(problem, "detail"));
        Assert.Equal(0, (await node.StatusAsync()).Waiting);
    }

    [Fact]
    public async Task A_client_that_leaves_does_not_end_its_request()
    {
        await StartAsync(settings: new NodeSettings { Mining = MiningMode.Off });
        using (var answer = await SendAsync(
            HttpMethod.Post, "/api/console", Token, """{"words":["request","a"]}""", headersOnly: true))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        var (_, pool) = await GetAsync("/api/pool");
        Assert.Equal(1, pool.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_key_and_the_holders_of_the_past_are_told()
    {
        await StartAsync();
        await PostAsync("/api/requests?wait=30", """{"items":["a"]}""");
        await PostAsync("/api/releases?wait=30", """{"item":"a"}""");
        var (_, me) = await GetAsync("/api/whoami");
        var key = TestKeys.Alice.PublicKey.Hex;
        Assert.Equal((key, "Lyon office"), (Text(me.GetProperty("key"), "key"), Text(me.GetProperty("key"), "name")));
        Assert.True(me.GetProperty("mines").GetBoolean());
        foreach (var (query, ids) in new[]
        {
            ("", ""), ("?at=1", "a"), ($"?at=1&by={key[..8]}", "a"), ("?at=1&by=me", "a"), ("?at=2", ""),
        })
        {
            var (status, held) = await GetAsync("/api/held" + query);
            Assert.Equal((HttpStatusCode.OK, "p2pchain.held/1"), (status, Text(held, "schema")));
            Assert.Equal(
                ids, string.Join(' ', held.GetProperty("items").EnumerateArray().Select(item => Text(item, "item"))));
            Assert.Equal(2, held.GetProperty("tipHeight").GetInt64());
        }
    }

    [Fact]
    public async Task A_ban_is_made_listed_and_ended()
    {
        await StartAsync();
        var (_, made) = await PostAsync("/api/bans", """{"target":"10.0.2.0/24","seconds":60,"reason":"too loud"}""");
        Assert.Equal("10.0.2.0/24", Text(made.GetProperty("ban"), "target"));
        var (_, bans) = await GetAsync("/api/bans");
        var ban = Assert.Single(bans.GetProperty("bans").EnumerateArray());
        Assert.Equal("too loud", Text(ban, "reason"));
        Assert.Equal(
            TimeSpan.FromMinutes(1),
            ban.GetProperty("until").GetDateTimeOffset() - ban.GetProperty("since").GetDateTimeOffset());
        var (_, ended) = await PostAsync("/api/unbans", """{"target":"10.0.2.0/24"}""");
        Assert.Equal("p2pchain.unban/1", Text(ended, "schema"));
        Assert.Equal(0, (await GetAsync("/api/bans")).Body.GetProperty("bans").GetArrayLength());
    }

    private async Task<List<JsonElement>> RepliesAsync(HttpMethod method, string path, string? json = null)
    {
        using var answer = await SendAsync(method, path, Token, json);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        return [.. text.TrimEnd('\n').Split('\n').Select(static line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    private static JsonElement Line(JsonElement reply, int at) => reply.GetProperty("lines")[at];

    private static int Code(JsonElement reply) => reply.GetProperty("code").GetInt32();
}
