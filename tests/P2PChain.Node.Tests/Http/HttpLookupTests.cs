using System.Net;
using System.Text.Json;
using P2PChain.Actors;
using P2PChain.Core.Mining;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Http;

/// <summary>docs/http.md, blocks and transactions.</summary>
public sealed class HttpLookupTests(ITestOutputHelper output) : HttpStage(output)
{
    [Fact]
    public async Task A_block_is_found_by_its_height_and_by_the_start_of_its_hash()
    {
        await StartAsync();
        await PostAsync("/api/requests?wait=30", """{"items":["a"],"note":"for Anna"}""");
        var (status, block) = await GetAsync("/api/blocks/1");
        Assert.Equal((HttpStatusCode.OK, "p2pchain.block/1"), (status, Text(block, "schema")));
        Assert.True(block.GetProperty("isOnBestChain").GetBoolean());
        Assert.Equal(1, block.GetProperty("confirmations").GetInt64());
        var move = Assert.Single(block.GetProperty("transactions").EnumerateArray());
        Assert.Equal(("a", "request", "for Anna"), (Text(move, "item"), Text(move, "type"), Text(move, "note")));
        Assert.Equal("Lyon office", Text(block.GetProperty("miner"), "name"));
        var hash = Text(block, "hash");
        Assert.Equal(hash, Text((await GetAsync("/api/blocks/" + hash)).Body, "hash"));
        Assert.Equal(hash, Text((await GetAsync("/api/blocks/" + hash[..12])).Body, "hash"));
        (_, var first) = await GetAsync("/api/blocks/0");
        Assert.Equal(JsonValueKind.Null, first.GetProperty("miner").ValueKind);
        Assert.Equal("unknown-block", Text((await GetAsync("/api/blocks/2")).Body, "title"));
    }

    [Fact]
    public async Task Blocks_are_listed_page_by_page_the_latest_first()
    {
        await StartAsync();
        foreach (var item in new[] { "a", "b", "c" })
            await PostAsync("/api/requests?wait=30", $$"""{"items":["{{item}}"]}""");
        var (status, page) = await GetAsync("/api/blocks?limit=2");
        Assert.Equal((HttpStatusCode.OK, "p2pchain.blocks/1"), (status, Text(page, "schema")));
        var height = page.GetProperty("height").GetInt64();
        Assert.Equal([height, height - 1], Heights(page));
        var newest = page.GetProperty("blocks")[0];
        Assert.Equal("c", Assert.Single(newest.GetProperty("items").EnumerateArray()).GetString());
        Assert.Equal((1, "Lyon office"), (
            newest.GetProperty("transactions").GetInt32(), Text(newest.GetProperty("miner"), "name")));
        var (_, rest) = await GetAsync($"/api/blocks?limit=50&before={page.GetProperty("next").GetInt64()}");
        Assert.Equal(Enumerable.Range(0, (int)height - 1).Reverse().Select(static at => (long)at), Heights(rest));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);
        Assert.Empty(Heights((await GetAsync("/api/blocks?before=0")).Body));
    }

    [Fact]
    public async Task A_transaction_waits_in_the_pool_and_is_explained()
    {
        await StartAsync(settings: new NodeSettings { Mining = MiningMode.Off });
        var (_, moves) = await PostAsync("/api/requests", """{"items":["a","b"]}""");
        var txid = Text(moves.GetProperty("moves")[1], "txid");
        var (_, pool) = await GetAsync("/api/pool?limit=1");
        Assert.Equal((2, 1), (pool.GetProperty("total").GetInt32(), pool.GetProperty("transactions").GetArrayLength()));
        (_, pool) = await GetAsync("/api/pool?skip=1");
        var second = Assert.Single(pool.GetProperty("transactions").EnumerateArray());
        Assert.True(second.GetProperty("isOwn").GetBoolean());
        Assert.Equal(2, second.GetProperty("place").GetInt32());
        var (status, view) = await GetAsync($"/api/transactions/{txid[..10]}");
        Assert.Equal((HttpStatusCode.OK, "waiting"), (status, Text(view, "state")));
        Assert.Equal(txid, Text(view.GetProperty("transaction"), "txid"));
    }

    [Fact]
    public async Task A_confirmed_transaction_has_its_block()
    {
        await StartAsync();
        var (_, moves) = await PostAsync("/api/requests?wait=30", """{"items":["a"]}""");
        var (_, view) = await GetAsync("/api/transactions/" + Text(moves.GetProperty("moves")[0], "txid"));
        Assert.Equal("confirmed", Text(view, "state"));
        Assert.Equal(1, view.GetProperty("transaction").GetProperty("height").GetInt64());
        Assert.Equal(1, view.GetProperty("confirmations").GetInt64());
    }

    [Theory]
    [InlineData("/api/blocks/-1", "bad-block")]
    [InlineData("/api/blocks/abcdef", "bad-block")]
    [InlineData("/api/blocks/<script>", "bad-block")]
    [InlineData("/api/transactions/1", "bad-txid")]
    [InlineData("/api/transactions/zzzzzzzz", "bad-txid")]
    [InlineData("/api/pool?skip=-1", "bad-query")]
    [InlineData("/api/pool?limit=0", "bad-query")]
    [InlineData("/api/pool?limit=x", "bad-request")]
    [InlineData("/api/blocks?before=-1", "bad-query")]
    [InlineData("/api/blocks?limit=0", "bad-query")]
    [InlineData("/api/blocks?limit=51", "bad-query")]
    public async Task A_name_or_a_page_that_cannot_be_is_a_bad_request(string path, string code)
    {
        await StartAsync();
        var (status, body) = await GetAsync(path);
        Assert.Equal((HttpStatusCode.BadRequest, code), (status, Text(body, "title")));
    }

    private static IEnumerable<long> Heights(JsonElement page) =>
        page.GetProperty("blocks").EnumerateArray().Select(static block => block.GetProperty("height").GetInt64());
}
