namespace P2PChain.Node.Tests.Processes;

/// <summary>Real processes over IPv6, and over both families at once.</summary>
public sealed class Ipv6Tests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Ipv6Fact]
    public async Task Two_nodes_meet_over_IPv6_by_configuration_and_a_request_of_one_is_confirmed_at_the_other()
    {
        await using var a = await StartAsync("a", "[::1]:0");
        await using var b = await StartAsync("b", "[::1]:0", "--set", $"p2pchain.peers=[\"[::1]:{a.Port}\"]");
        await b.SeenAsync($@"^peer \[::1\]:{a.Port} connected$");
        await a.SeenAsync($@"^peer \[::1\]:{b.Port} connected$");
        await b.SendAsync("peers");
        await b.ExpectAsync($@"^\[::1\]:{a.Port}\s+connected out");
        await b.SendAsync("request laptop-001");
        await b.ExpectAsync("^laptop-001: confirmed in block 1$");
        await a.SeenAsync("^block 1 .*laptop-001 requested by ");
    }

    [Ipv6Fact]
    public async Task Every_address_means_both_families_and_one_node_is_one_peer_whichever_it_is_reached_by()
    {
        await using var a = await StartAsync("a", "[::]:0");
        await using var b = await StartAsync("b", "127.0.0.1:0");
        await b.SendAsync($"connect 127.0.0.1 {a.Port}");
        await b.ExpectAsync($"connected to 127.0.0.1:{a.Port} ");
        await a.SeenAsync($"^peer 127.0.0.1:{b.Port} connected$"); // not ::ffff:127.0.0.1
        await b.SendAsync($"connect [::1] {a.Port}");
        await b.ExpectAsync($"connected to 127.0.0.1:{a.Port} "); // the connection that there is
        await b.SendAsync("peers");
        await b.ExpectAsync($@"^127.0.0.1:{a.Port}\tconnected out\t");
        await a.SendAsync("peers");
        await a.ExpectAsync($@"^127.0.0.1:{b.Port}\tconnected in\t");
        Assert.DoesNotContain(b.OutputLines, static line => line.StartsWith("[::1]", StringComparison.Ordinal) && line.Contains("\tconnected", StringComparison.Ordinal));
    }

    [Ipv6Fact]
    public async Task A_node_that_dials_itself_by_either_family_knows_itself()
    {
        await using var a = await StartAsync("a", "[::]:0");
        foreach (var host in new[] { "::1", "127.0.0.1" })
        {
            await a.SendAsync($"connect {host} {a.Port}");
            await a.ExpectAsync("this node itself; the address is not kept$");
        }
        await a.SendAsync("peers");
        await a.ExpectAsync("^no peer is connected and none is dialled");
    }

    [Ipv6Fact]
    public async Task Nobody_listening_on_an_IPv6_address_is_told_with_the_address_in_brackets()
    {
        await using var a = await StartAsync("a", "[::1]:0");
        await a.SendAsync("connect 0:0:0:0:0:0:0:1 1");
        await a.ExpectAsync(@"not connected to \[::1\]:1: nobody listens there.*: disconnect \[::1\] 1$");
        await a.SendAsync("peers");
        await a.ExpectAsync(@"^\[::1\]:1\tretry in ");
        await a.SendAsync("disconnect [::1] 1");
        await a.ExpectAsync(@"^\[::1\]:1 is not dialled any more; it was not connected$");
    }

    private Task<NodeProcess> StartAsync(string data, string listen, params string[] arguments) =>
        NodeProcess.StartNodeAsync(_scratch.Path, data, 0, ["--set", $"p2pchain.listen={listen}", .. arguments]);
}
