namespace P2PChain.Node.Tests.Processes;

/// <summary>A ban between real processes that differ by their address on the loopback.</summary>
public sealed class BanProcessTests : IDisposable
{
    private const string Banned = "banned: ask the operator there to unban your address";

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_banned_node_reads_why_also_after_a_kill_of_the_other_and_they_meet_again_after_the_unban()
    {
        await using var a = await StartAsync("a", "127.0.0.1:0");
        var b = await StartAsync("b", "127.0.0.1:0");
        await a.SendAsync($"connect 127.0.0.1 {b.Port}");
        await a.ExpectAsync($"connected to 127.0.0.1:{b.Port} ");
        await b.SendAsync("ban 127.0.0.1/32 7d far too noisy");
        await b.ExpectAsync($@"^127\.0\.0\.1 is banned until 2.*; disconnected from 127\.0\.0\.1:{a.Port}$");
        await a.SeenAsync($"peer 127.0.0.1:{b.Port} .*{Banned}");
        await a.SendAsync($"connect 127.0.0.1 {b.Port}");
        await a.ExpectAsync($"^not connected to 127.0.0.1:{b.Port}: it refuses this node: {Banned}; ");
        await a.SendAsync("status");
        await a.ExpectAsync($"^ALONE .*127.0.0.1:{b.Port}: it refuses this node: {Banned}");
        await b.SendAsync("peers");
        await b.ExpectAsync("^1 connection refused or ended before the handshake, .*: banned here$");
        await b.ExpectAsync("^1 ban in force: ban lists them$");

        var port = b.Port;
        await b.KillAsync();
        await b.DisposeAsync();
        b = await StartAsync("b", $"127.0.0.1:{port}");
        await using var again = b;
        await a.SendAsync($"connect 127.0.0.1 {port}");
        await a.ExpectAsync($"^not connected to 127.0.0.1:{port}: it refuses this node: {Banned}; ");
        await b.SendAsync("bans");
        await b.ExpectAsync(@"^127\.0\.0\.1\tsince .*\tuntil 2.*\tfar too noisy$");
        await b.SendAsync("unban 127.0.0.1");
        await b.ExpectAsync(@"^127\.0\.0\.1 is no longer banned$");
        await a.SendAsync($"connect 127.0.0.1 {port}");
        await a.ExpectAsync($"connected to 127.0.0.1:{port} ");
        await b.SendAsync("bans");
        await b.ExpectAsync("^nothing is banned$");
    }

    [Fact]
    public async Task A_ban_that_ended_while_the_node_was_off_is_forgotten_at_its_start()
    {
        Directory.CreateDirectory(Path.Combine(_scratch.Path, "a"));
        var file = Path.Combine(_scratch.Path, "a", "bans");
        await File.WriteAllTextAsync(
            file, "10.0.3.5 2026-01-01T00:00:00Z -\n10.0.2.5 2026-01-01T00:00:00Z 2026-01-02T00:00:00Z\n");
        await using var a = await StartAsync("a", "127.0.0.1:0");
        await a.SendAsync("bans");
        await a.ExpectAsync(@"^10\.0\.3\.5\tsince ");
        await a.SendAsync("unban 10.0.2.5");
        await a.ExpectAsync("^no ban was ended: 10.0.2.5 is not banned; ban lists the bans$");
        await a.SendAsync("ban 10.0.4.5 1s");
        await a.ExpectAsync("^10.0.4.5 is banned until ");
        await a.SendAsync("unban 10.0.3.5");
        await a.ExpectAsync("^10.0.3.5 is no longer banned$");
        for (var i = 0; i < 200 && (await File.ReadAllTextAsync(file)).Length > 0; i++) await Task.Delay(50);
        Assert.Equal("", await File.ReadAllTextAsync(file));
    }

    private Task<NodeProcess> StartAsync(string data, string listen) =>
        NodeProcess.StartNodeAsync(_scratch.Path, data, 0, ["--set", $"p2pchain.listen={listen}"]);
}
