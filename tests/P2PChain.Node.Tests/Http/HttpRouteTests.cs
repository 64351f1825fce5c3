using System.Net;
using System.Text.Json;
using P2PChain.Actors;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Http;

/// <summary>docs/http.md, routes: the documents and the errors of each.</summary>
public sealed class HttpRouteTests(ITestOutputHelper output) : HttpStage(output)
{
    [Fact]
    public async Task The_status_names_the_first_problem_and_the_next_step()
    {
        var node = await StartAsync();
        var (status, body) = await GetAsync("/api/status");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("p2pchain.status/1", "ALONE"), (Text(body, "schema"), Text(body, "verdict")));
        Assert.Equal(
            "no peer connected: connect to one with connect HOST PORT",
            Text(body.GetProperty("problems")[0], "sentence"));
        Assert.Equal(node.Signer.PublicKey.Hex, Text(body.GetProperty("node").GetProperty("key"), "key"));
        Assert.Equal(0, body.GetProperty("chain").GetProperty("height").GetInt64());
    }

    [Fact]
    public async Task A_request_that_waits_for_its_block_is_confirmed_and_shown_everywhere()
    {
        var node = await StartAsync();
        var (status, body) = await PostAsync("/api/requests?wait=30", """{"items":["b","a","b"],"note":"for Anna"}""");
        Assert.Equal(HttpStatusCode.OK, status);
        var moves = body.GetProperty("moves").EnumerateArray().ToList();
        Assert.Equal(["a", "b"], moves.Select(static move => Text(move, "item")));
        Assert.All(moves, static move => Assert.Equal("confirmed", Text(move, "state")));

        (_, var items) = await GetAsync("/api/items");
        Assert.Equal(2, items.GetProperty("total").GetInt32());
        var holder = items.GetProperty("items")[0].GetProperty("holder");
        Assert.Equal((node.Signer.PublicKey.Hex, "Lyon office"), (Text(holder, "key"), Text(holder, "name")));
        Assert.Equal(JsonValueKind.Null, items.GetProperty("items")[0].GetProperty("note").ValueKind);
        (_, items) = await GetAsync("/api/items?notes=true");
        Assert.Equal("for Anna", Text(items.GetProperty("items")[0], "note"));
        (_, var item) = await GetAsync("/api/items/a");
        Assert.Equal("for Anna", Text(item, "note"));
        (status, var released) = await PostAsync("/api/releases?wait=30", """{"item":"a"}""");
        Assert.Equal((HttpStatusCode.OK, "release"), (status, Text(released.GetProperty("moves")[0], "type")));
        (_, var history) = await GetAsync("/api/items/a/history");
        Assert.Equal(
            ["release", "request"],
            history.GetProperty("moves").EnumerateArray().Select(static move => Text(move, "type")));
    }

    [Fact]
    public async Task A_request_without_a_wait_is_answered_when_it_is_accepted()
    {
        await StartAsync(settings: new NodeSettings { Mining = MiningMode.Off });
        var (status, body) = await PostAsync("/api/requests", """{"items":["a"]}""");
        Assert.Equal((HttpStatusCode.Accepted, "accepted"), (status, Text(body.GetProperty("moves")[0], "state")));
        (_, var item) = await GetAsync("/api/items/a");
        Assert.Equal(JsonValueKind.Null, item.GetProperty("state").ValueKind);
        Assert.Equal(1, item.GetProperty("waiting").GetArrayLength());
        (status, body) = await PostAsync("/api/requests?wait=1", """{"items":["b"]}""");
        Assert.Equal((HttpStatusCode.Accepted, "accepted"), (status, Text(body.GetProperty("moves")[0], "state")));
    }

    [Fact]
    public async Task A_refusal_is_a_conflict_with_the_holder_and_the_remedy()
    {
        var node = await StartAsync();
        await PostAsync("/api/requests?wait=30", """{"items":["a"]}""");
        var (status, body) = await PostAsync("/api/requests", """{"items":["b","a"]}""");
        Assert.Equal(HttpStatusCode.Conflict, status);
        var move = Assert.Single(body.GetProperty("moves").EnumerateArray());
        var refusal = move.GetProperty("refusal");
        Assert.Equal(("a", "held-by"), (Text(move, "item"), Text(refusal, "reason")));
        Assert.Equal(node.Signer.PublicKey.Hex, Text(refusal.GetProperty("holder"), "key"));
        Assert.Contains("since block 1", Text(refusal, "sentence"), StringComparison.Ordinal);
        (status, _) = await PostAsync("/api/releases", """{"item":"never-seen"}""");
        Assert.Equal(HttpStatusCode.Conflict, status);
    }

    [Fact]
    public async Task Items_come_in_pages_and_are_chosen_by_state_holder_and_text()
    {
        var node = await StartAsync();
        await PostAsync("/api/requests?wait=30", """{"items":["a-1","a-2","b-1","b-2","b-3"]}""");
        await PostAsync("/api/releases?wait=30", """{"item":"b-2"}""");
        var read = new List<string>();
        for (var next = ""; next is not null;)
        {
            var (_, page) = await GetAsync($"/api/items?limit=2{(next.Length == 0 ? "" : "&after=" + next)}");
            read.AddRange(page.GetProperty("items").EnumerateArray().Select(static item => Text(item, "item")));
            Assert.Equal(5, page.GetProperty("total").GetInt32());
            next = page.GetProperty("next").GetString();
        }
        Assert.Equal(["a-1", "a-2", "b-1", "b-2", "b-3"], read);
        Assert.Equal(["b-2"], await ItemsAsync("state=available"));
        Assert.Equal(["b-1", "b-3"], await ItemsAsync($"state=held&search=B-&by={node.Signer.PublicKey.Hex}"));
        Assert.Empty(await ItemsAsync($"by={TestKeys.Bob.PublicKey.Hex}"));
        Assert.Equal(5, (await ItemsAsync("search=")).Count);
    }

    [Theory]
    [InlineData("state=lost")]
    [InlineData("by=alice")]
    [InlineData("after=%20")]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=101&notes=true")]
    [InlineData("limit=many")]
    [InlineData("limit=99999999999999999999")]
    public async Task A_query_that_cannot_be_used_is_a_bad_request(string query)
    {
        await StartAsync();
        var (status, body) = await GetAsync("/api/items?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("urn:p2pchain:error:bad-", Text(body, "type"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/requests", "")]
    [InlineData("/api/requests", "null")]
    [InlineData("/api/requests", "[]")]
    [InlineData("/api/requests", "{")]
    [InlineData("/api/requests", "{}")]
    [InlineData("/api/requests", """{"items":[]}""")]
    [InlineData("/api/requests", """{"items":"a"}""")]
    [InlineData("/api/requests", """{"items":[null]}""")]
    [InlineData("/api/requests", """{"items":["a b"]}""")]
    [InlineData("/api/requests", """{"items":["<script>"]}""")]
    [InlineData("/api/requests", """{"items":["a"],"note":""}""")]
    [InlineData("/api/requests", """{"items":["a"],"note":"\u001b[31m"}""")]
    [InlineData("/api/requests?wait=-1", """{"items":["a"]}""")]
    [InlineData("/api/requests?wait=61", """{"items":["a"]}""")]
    [InlineData("/api/releases", "{}")]
    [InlineData("/api/releases", """{"item":"ä"}""")]
    [InlineData("/api/peers", "{}")]
    [InlineData("/api/peers", """{"address":"10.0.0.1"}""")]
    [InlineData("/api/peers", """{"address":"10.0.0.1:0"}""")]
    public async Task A_body_that_cannot_be_used_changes_nothing(string path, string json)
    {
        var node = await StartAsync();
        var (status, body) = await PostAsync(path, json);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.EndsWith(".", Text(body, "detail"), StringComparison.Ordinal);
        Assert.Equal(0, (await node.StatusAsync()).Waiting + (await node.TipAsync()).Height);
    }

    [Fact]
    public async Task A_body_over_64_KiB_is_too_large()
    {
        await StartAsync();
        var (status, body) = await PostAsync(
            "/api/requests", $$"""{"items":["a"],"note":"{{new string('x', 70_000)}}"}""");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too-large"), (status, Text(body, "title")));
    }

    [Fact]
    public async Task An_unknown_item_is_not_found_and_similar_ids_are_named()
    {
        await StartAsync();
        await PostAsync("/api/requests?wait=30", """{"items":["Laptop-1"]}""");
        var (status, body) = await GetAsync("/api/items/laptop-1");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("No transaction of this item is known: perhaps Laptop-1.", Text(body, "detail"));
        (status, _) = await GetAsync("/api/items/laptop-1/history");
        Assert.Equal(HttpStatusCode.NotFound, status);
        (status, _) = await GetAsync("/api/items/a%20b");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        (status, body) = await PostAsync("/api/requests", """{"items":["laptop-1"]}""");
        Assert.Equal("Laptop-1", body.GetProperty("moves")[0].GetProperty("similar")[0].GetString());
    }

    [Fact]
    public async Task A_peer_is_connected_and_shown_and_one_that_is_not_there_is_named()
    {
        var other = await StartAsync(TestKeys.Bob);
        await StartAsync(TestKeys.Alice);
        var (status, body) = await PostAsync("/api/peers", $$"""{"address":"{{other.Refs.Listens}}"}""");
        Assert.Equal(HttpStatusCode.OK, status);
        var key = body.GetProperty("peer").GetProperty("key");
        Assert.Equal(TestKeys.Bob.PublicKey.Hex, Text(key, "key"));
        Assert.Equal(JsonValueKind.Null, key.GetProperty("name").ValueKind);
        (_, var peers) = await GetAsync("/api/peers");
        var peer = Assert.Single(peers.GetProperty("connected").EnumerateArray());
        Assert.True(peer.GetProperty("isOutbound").GetBoolean());
        (status, body) = await PostAsync("/api/peers", """{"address":"127.0.0.1:1"}""");
        Assert.Equal((HttpStatusCode.BadGateway, "not-connected"), (status, Text(body, "title")));
    }

    [Fact]
    public async Task A_path_or_a_method_that_does_not_exist_says_so()
    {
        await StartAsync();
        Assert.Equal("no-route", Text((await GetAsync("/api/nothing")).Body, "title"));
        Assert.Equal("no-route", Text((await GetAsync("/../../etc/passwd")).Body, "title"));
        var (status, body) = await PostAsync("/api/status", "{}");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "wrong-method"), (status, Text(body, "title")));
    }

    [Fact]
    public async Task A_key_outside_the_members_is_refused_with_the_reason()
    {
        var network = NetworkParameters.Demo with { Name = "north", Members = [TestKeys.Bob.PublicKey] };
        await StartAsync(TestKeys.Alice, new NodeSettings { Network = network });
        var (status, body) = await PostAsync("/api/requests", """{"items":["a"]}""");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("not-member", Text(body.GetProperty("moves")[0].GetProperty("refusal"), "reason"));
    }

    private async Task<List<string>> ItemsAsync(string query)
    {
        var (_, page) = await GetAsync("/api/items?" + query);
        return [.. page.GetProperty("items").EnumerateArray().Select(static item => Text(item, "item"))];
    }
}
