using System.Net.Http.Headers;
using System.Text.Json;
using P2PChain.Http.Access;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Http;

/// <summary>docs/http.md, events.</summary>
public sealed class HttpEventTests(ITestOutputHelper output) : HttpStage(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_block_is_told_with_its_items_and_the_line_of_the_console()
    {
        await StartAsync();
        using var feed = await FollowAsync("/api/events");
        await PostAsync("/api/requests", """{"items":["a"]}""");
        var (_, type, data) = await feed.NextAsync();
        Assert.Equal(("block", "p2pchain.event/1"), (type, Text(data, "schema")));
        Assert.Equal(1, data.GetProperty("height").GetInt64());
        Assert.Equal(["a"], data.GetProperty("items").EnumerateArray().Select(static item => item.GetString()));
        Assert.StartsWith("block 1 mined here: ", Text(data, "sentence"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_lost_its_connection_gets_what_it_missed()
    {
        await StartAsync();
        string id;
        using (var first = await FollowAsync("/api/events"))
        {
            await PostAsync("/api/requests?wait=30", """{"items":["a"]}""");
            (id, _, _) = await first.NextAsync();
        }
        await PostAsync("/api/requests?wait=30", """{"items":["b"]}""");
        using var second = await FollowAsync("/api/events", id);
        Assert.Equal(2, (await second.NextAsync()).Data.GetProperty("height").GetInt64());
        using var third = await FollowAsync($"/api/events?after={id}");
        Assert.Equal(2, (await third.NextAsync()).Data.GetProperty("height").GetInt64());
        using var stranger = await FollowAsync("/api/events", "of-another-start-7");
        Assert.Equal("reset", (await stranger.NextAsync()).Type);
    }

    [Fact]
    public async Task Fifty_clients_hear_of_each_block_and_a_peer_is_told()
    {
        var other = await StartAsync(TestKeys.Bob);
        await StartAsync();
        var feeds = new List<Feed>();
        for (var i = 0; i < 50; i++) feeds.Add(await FollowAsync("/api/events"));
        await PostAsync("/api/peers", $$"""{"address":"{{other.Refs.Listens}}"}""");
        foreach (var feed in feeds) Assert.Equal("peer", (await feed.NextAsync()).Type);
        await PostAsync("/api/requests", """{"items":["a"]}""");
        foreach (var feed in feeds) Assert.Equal("block", (await feed.NextAsync()).Type);
        feeds.ForEach(static feed => feed.Dispose());
    }

    [Fact]
    public async Task The_feed_is_read_as_every_reader_reads()
    {
        await StartAsync();
        using var wrong = await SendAsync(HttpMethod.Get, "/api/events", SecretText.Create());
        Assert.Equal(401, (int)wrong.StatusCode);
    }

    private async Task<Feed> FollowAsync(string path, string? lastId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var feed = new Feed(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
        Assert.Equal(": alive", await feed.LineAsync());
        Assert.Equal("", await feed.LineAsync());
        return feed;
    }

    private sealed class Feed(HttpResponseMessage answer, StreamReader reader) : IDisposable
    {
        public async Task<(string Id, string Type, JsonElement Data)> NextAsync()
        {
            var fields = new Dictionary<string, string>();
            while (await LineAsync() is { Length: > 0 } line)
            {
                var colon = line.IndexOf(": ", StringComparison.Ordinal);
                fields.Add(line[..colon], line[(colon + 2)..]);
            }
            using var document = JsonDocument.Parse(fields["data"]);
            return (fields["id"], fields["event"], document.RootElement.Clone());
        }

        public async Task<string> LineAsync() => await reader.ReadLineAsync().WaitAsync(Patience)
            ?? throw new EndOfStreamException("The feed has ended.");

        public void Dispose()
        {
            reader.Dispose();
            answer.Dispose();
        }
    }
}
