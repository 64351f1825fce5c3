using System.Globalization;
using System.Net;
using System.Net.Sockets;
using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>A script on standard input: what it waits for, what it is told, and its exit code.</summary>
public sealed class ScriptTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task An_item_that_another_office_holds_is_refused_and_a_free_one_reaches_that_office()
    {
        await using var office = await NodeProcess.StartNodeAsync(_scratch.Path, "office");
        await office.SendAsync("request laptop-7");
        await office.ExpectAsync("^laptop-7: confirmed in block 1$");

        await using (var late = await RunAsync("late", office.Port, "request laptop-7"))
        {
            Assert.Equal(ExitCode.Refused, await late.ExitCodeAsync(Patience));
            await late.SeenAsync("^laptop-7: refused: held by 0[23][0-9a-f]{6}… since block 1$");
            Assert.Empty(late.ErrorLines);
        }

        await using var second = await RunAsync(
            "late", office.Port, "request laptop-8", "release laptop-8", "request laptop-9");
        Assert.Equal(ExitCode.Ok, await second.ExitCodeAsync(Patience));
        await office.SendAsync("items");
        await office.ExpectAsync("^laptop-7\tme ");
        await office.ExpectAsync("^laptop-9\t0[23][0-9a-f]{6}…\t");
        Assert.Empty(second.ErrorLines);
    }

    [Fact]
    public async Task What_reaches_no_configured_peer_is_confirmed_here_only()
    {
        await using var node = await RunAsync("d", ClosedPort(), "request laptop-7");
        Assert.Equal(ExitCode.Unknown, await node.ExitCodeAsync(Patience));
        await node.SeenAsync("^laptop-7: confirmed in block 1$");
        await node.SeenAsync("^laptop-7: confirmed here only: no peer has block 1 after 30 s; ");
        Assert.Equal(
            ["warning: no peer that this node dials is in step with it after 10 s; the command is executed all the same"], node.ErrorLines);
    }

    [Fact]
    public async Task What_a_better_chain_takes_away_while_a_peer_is_waited_for_is_refused()
    {
        int port;
        await using (var office = await NodeProcess.StartNodeAsync(_scratch.Path, "office"))
        {
            port = office.Port;
            await office.SendAsync("request laptop-7");
            await office.ExpectAsync("^laptop-7: confirmed in block 1$");
            await office.SendAsync("request laptop-8");
            await office.ExpectAsync("^laptop-8: confirmed in block 2$");
            office.EndInput();
            await office.ExitCodeAsync();
        }

        await using var late = await RunAsync("late", port, "request laptop-7");
        await late.ExpectAsync("^laptop-7: confirmed in block 1$");
        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "office", port);
        Assert.Equal(ExitCode.Refused, await late.ExitCodeAsync(Patience));
        await late.SeenAsync("^laptop-7: superseded: a better chain undid the request; ");
    }

    [Theory]
    [InlineData(ExitCode.Ok, "request laptop-7")]
    [InlineData(ExitCode.Ok, "status", "peers", "Help", "")]
    [InlineData(ExitCode.Refused, "request laptop-7", "request laptop-7")]
    [InlineData(ExitCode.Refused, "release laptop-7")]
    [InlineData(ExitCode.Usage, "stauts")]
    [InlineData(ExitCode.Usage, "request laptop-7", "release laptop-8", "frobnicate", "exit")]
    [InlineData(ExitCode.Usage, "request \"projector 3\"")]
    [InlineData(ExitCode.Usage, "1")]
    [InlineData(ExitCode.NotFound, "disconnect 192.0.2.1 6000")]
    public async Task A_script_without_peers_ends_with_the_worst_of_its_commands(int exitCode, params string[] lines)
    {
        await using var node = await RunAsync("d", null, lines);
        Assert.True(exitCode == await node.ExitCodeAsync(Patience) && node.ErrorLines is [], node.Transcript);
    }

    [Fact]
    public async Task A_script_of_a_thousand_lines_gets_every_outcome()
    {
        string[] lines = [.. Enumerable.Range(0, 1000).Select(
            static at => $"request item-{at.ToString(CultureInfo.InvariantCulture)}")];
        await using var node = await RunAsync("d", null, lines);
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync(Patience));
        Assert.Equal(
            1000,
            node.OutputLines.Count(static line => line.Contains(": confirmed in block ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_a_script_asks_after_a_request_is_answered_with_its_outcome()
    {
        await using var node = await RunAsync(
            "d", null, "request a", "item a", "request a", "release a", "items --available", "request a b", "history a", "status");
        Assert.Equal(ExitCode.Refused, await node.ExitCodeAsync(Patience));
        await node.ExpectAsync("^a: confirmed in block 1$");
        await node.ExpectAsync("^a: held by me .*since block 1");
        await node.ExpectAsync("^a: refused: held by me .*since block 1$");
        await node.ExpectAsync("^a: confirmed in block 2$");
        await node.ExpectAsync("^a\tfree\t");
        await node.ExpectAsync("^[ab]: confirmed in block 3$");
        await node.ExpectAsync("^block 3\t.*\trequested\t");
        await node.ExpectAsync("^chain +height 3 .* 2 items held  0 waiting");
    }

    [Fact]
    public async Task An_office_that_lists_only_itself_waits_for_no_peer()
    {
        var port = ClosedPort();
        var peers = $"p2pchain.peers=[\"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}\"]";
        await using var node = NodeProcess.Start(
            _scratch.Path, [port.ToString(CultureInfo.InvariantCulture), "--set", "p2pchain.data=d", "--set", peers]);
        await node.TypeAsync("request laptop-7\n");
        node.EndInput();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync(TimeSpan.FromSeconds(9)));
        await node.SeenAsync("^laptop-7: confirmed in block 1$");
        Assert.Empty(node.ErrorLines);
    }

    [Fact]
    public async Task Lines_that_are_not_utf_8_are_refused_and_stored_nowhere()
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await node.TypeAsync([.. "request x --note 'f"u8, 0xFC, .. "r Anna'\nrequest y --note 'für Anna'\r\n"u8]);
        node.EndInput();
        Assert.Equal(ExitCode.Usage, await node.ExitCodeAsync());
        await node.SeenAsync("^Line 1 of standard input is not UTF-8, so nothing was done with it: ");
        await node.SeenAsync("^block 1 mined here: y requested by me .* \"für Anna\"$");
        Assert.DoesNotContain(node.OutputLines, static line => line.StartsWith("x: ", StringComparison.Ordinal));
    }

    private async Task<NodeProcess> RunAsync(string data, int? peer, params string[] lines)
    {
        string[] peers = peer is { } port
            ? ["--set", $"p2pchain.peers=[\"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}\"]"]
            : [];
        var node = NodeProcess.Start(_scratch.Path, ["0", "--set", $"p2pchain.data={data}", .. peers]);
        await node.TypeAsync(string.Concat(lines.Select(static line => line + "\n")));
        node.EndInput();
        return node;
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
