using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using P2PChain.Actors;
using P2PChain.Node.Tests.Processes;

namespace P2PChain.Node.Tests.Client;

/// <summary>docs/commands.md: the console and the news of a node that runs elsewhere.</summary>
public sealed class AttachTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_console_of_a_running_node_has_the_menu_the_words_and_the_news()
    {
        await using var node = await NodeAsync();
        await using var attached = NodeProcess.Start(_scratch.Path, "attach", "--data", "d/");
        await attached.ExpectAsync("^attached to the node at http://127.0.0.1:[0-9]+; exit leaves it running$");
        await attached.ExpectAsync("^10  exit");
        await attached.SendAsync("1");
        await attached.SendAsync("laptop-1");
        await attached.ExpectAsync("laptop-1: accepted, waiting for a block");
        await attached.SeenAsync("laptop-1: confirmed in block 1$");
        await attached.SeenAsync("block 1 mined here: laptop-1 requested by me");
        await attached.SendAsync("release laptop-1");
        await attached.SendAsync("request laptop-1 --note again"); // goes on once the release has its block
        await attached.SeenAsync("laptop-1: confirmed in block 3$");
        await attached.SendAsync("request laptop-1 van-3");
        await attached.ExpectAsync("^so none of these items was requested$");
        await attached.SendAsync("page");
        await attached.ExpectAsync("http://127.0.0.1:[0-9]+/#");
        await attached.SendAsync("exit");
        Assert.Equal(ExitCode.Refused, await attached.ExitCodeAsync());
        node.Terminate();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
    }

    [Fact]
    public async Task A_node_that_ends_is_told_and_the_session_goes_on_with_the_next_one()
    {
        var port = FreePort();
        await using var first = await NodeAsync(port);
        await using var attached = NodeProcess.Start(_scratch.Path, "attach", "--data", "d/");
        await attached.ExpectAsync("^10  exit");
        await first.KillAsync();
        await attached.SeenAsync("The events go on once it answers");
        await attached.SendAsync("status");
        await attached.SeenAsync("cannot be reached");
        await using var second = await NodeAsync(port);
        await attached.SeenAsync("answers again");
        await attached.SendAsync("request a");
        await attached.SeenAsync("a: confirmed in block 1$");
        attached.EndInput();
        Assert.Equal(ExitCode.Unreachable, await attached.ExitCodeAsync());
    }

    [Fact]
    public async Task Watch_prints_the_news_and_after_a_restart_those_of_the_new_node()
    {
        var port = FreePort();
        await using var first = await NodeAsync(port);
        await using var plain = NodeProcess.Start(_scratch.Path, "watch", "--data", "d/");
        await using var json = NodeProcess.Start(_scratch.Path, "watch", "--data", "d/", "-o", "json");
        await Task.WhenAll(SeesNewsAsync(plain), SeesNewsAsync(json));
        await first.KillAsync();
        await plain.ExpectErrorAsync("The events go on once it answers");
        await using var second = await NodeAsync(port);
        await plain.ExpectErrorAsync("answers again");
        await plain.ExpectErrorAsync("Some events are no longer known: read the lists again");
        await RequestAsync("last");
        await plain.ExpectAsync("mined here: last requested by me");
        await json.ExpectAsync("last requested by me");
        Assert.All(
            json.OutputLines,
            static line => Assert.Equal(
                "p2pchain.event/1", JsonSerializer.Deserialize<JsonElement>(line).GetProperty("schema").GetString()));
        plain.Interrupt();
        Assert.Equal(ExitCode.Ok, await plain.ExitCodeAsync());
        json.Terminate();
        Assert.Equal(ExitCode.Ok, await json.ExitCodeAsync());
    }

    [Fact]
    public async Task Without_a_node_neither_starts()
    {
        foreach (var name in new[] { "attach", "watch" })
        {
            var none = await CommandLineRun.OfAsync(_scratch.Path, name, "--data", _scratch.Path);
            Assert.Equal(ExitCode.Unreachable, none.Code);
            Assert.Matches("^No node runs with the data directory .*: start it", Assert.Single(none.Errors));
        }
    }

    /// <summary>Requests items until the process, which may still start, tells of one.</summary>
    private async Task SeesNewsAsync(NodeProcess watching)
    {
        var seen = watching.SeenAsync("requested by me");
        for (var i = 0; !seen.IsCompleted; i++) await RequestAsync($"item-{watching.Pid}-{i}");
        await seen;
    }

    private async Task RequestAsync(string item)
    {
        var run = await CommandLineRun.OfAsync(
            _scratch.Path, "request", item, "--wait", "confirmed", "--data", _scratch.In("d"));
        Assert.Equal(ExitCode.Ok, run.Code);
    }

    private async Task<NodeProcess> NodeAsync(int httpPort = 0)
    {
        var node = await NodeProcess.StartNodeAsync(
            _scratch.Path, "d", 0, "--headless", "--set", $"p2pchain.http.listen=127.0.0.1:{httpPort}");
        await node.SeenAsync(@" http 127\.0\.0\.1:\d+  token ");
        return node;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
