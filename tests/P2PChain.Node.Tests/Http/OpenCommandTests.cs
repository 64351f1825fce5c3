using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using P2PChain.Actors;
using P2PChain.Node.Tests.Processes;

namespace P2PChain.Node.Tests.Http;

/// <summary><c>p2pchain open</c>, and <c>page</c> in the console, let one browser in.</summary>
public sealed class OpenCommandTests : IDisposable
{
    private const string Address = @"^(http://127\.0\.0\.1:\d+/)#([\w-]{43})$";

    private readonly ScratchDirectory _scratch = new();
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Open_and_page_print_addresses_that_each_let_one_browser_in()
    {
        await using var node = Start("0");
        await node.ExpectAsync("^key ");
        await using var open = Open();
        Assert.Equal(ExitCode.Ok, await open.ExitCodeAsync());
        await node.SendAsync("page");
        foreach (var process in new[] { open, node })
        {
            var found = await process.SeenAsync(Address);
            var (address, code) = (new Uri(found.Groups[1].Value), found.Groups[2].Value);
            Assert.Equal(HttpStatusCode.OK, await SignInAsync(address, code));
            Assert.Equal(HttpStatusCode.Forbidden, await SignInAsync(address, code));
        }

        var token = (await File.ReadAllTextAsync(_scratch.In("d/http.token"))).Trim();
        Assert.DoesNotContain(token, node.Transcript + open.Transcript, StringComparison.Ordinal);
        node.EndInput();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
    }

    [Fact]
    public async Task Without_a_node_or_without_HTTP_both_say_the_next_step()
    {
        await using (var alone = Open())
        {
            await alone.ExpectErrorAsync("^No node runs with the data directory .*: start it");
            Assert.Equal(ExitCode.Unreachable, await alone.ExitCodeAsync());
        }

        await using var node = Start("0", "--set", "p2pchain.http.enabled=false");
        await node.ExpectAsync("^key ");
        await node.SendAsync("page");
        await node.ExpectAsync("^This node serves no page: set p2pchain.http.enabled to true");
        await using var open = Open();
        await open.ExpectErrorAsync("serves no HTTP");
        Assert.Equal(ExitCode.Unreachable, await open.ExitCodeAsync());
        node.EndInput();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
    }

    private NodeProcess Open() => NodeProcess.Start(_scratch.Path, ["open", "--data", "d/"]);

    private NodeProcess Start(string first, params string[] more) =>
        NodeProcess.Start(_scratch.Path, [first, "--set", "p2pchain.data=d", .. more]);

    private async Task<HttpStatusCode> SignInAsync(Uri address, string code)
    {
        using var answer = await _client.PostAsJsonAsync(
            new Uri(address, "api/sessions"), new { code }, JsonSerializerOptions.Web);
        return answer.StatusCode;
    }
}
