using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using P2PChain.Actors;
using P2PChain.Node.Disk;
using P2PChain.Node.Tests.Processes;

namespace P2PChain.Node.Tests.Http;

/// <summary>HTTP of a real process.</summary>
public sealed class HttpProcessTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_headless_node_takes_a_request_by_the_token_of_its_directory_and_stops_within_its_time()
    {
        await using var node = await StartAsync("--headless");
        var address = await AddressAsync(node);
        var token = (await File.ReadAllTextAsync(_scratch.In("d/http.token"))).Trim();
        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_scratch.In("d/http.token")));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/api/requests?wait=20"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = new StringContent("""{"items":["laptop-001"]}""", Encoding.UTF8, "application/json");
        using var answer = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain(token, node.Transcript, StringComparison.Ordinal);
        Assert.Equal(new HttpPlace(address, token), HttpPlace.Find(_scratch.In("d")));

        using var open = new TcpClient(); // a client that keeps its connection does not keep the node
        await open.ConnectAsync(IPAddress.Loopback, address.Port);
        node.Terminate();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync(TimeSpan.FromSeconds(10)));
        Assert.False(File.Exists(_scratch.In("d/http.address")));
    }

    [Fact]
    public async Task The_token_outlives_a_restart_and_one_that_others_may_read_is_refused()
    {
        await using (var first = await StartAsync()) await EndAsync(first);
        var path = _scratch.In("d/http.token");
        var token = await File.ReadAllTextAsync(path);
        await using (var second = await StartAsync()) await EndAsync(second);
        Assert.Equal(token, await File.ReadAllTextAsync(path));
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        await using var third = Launch();
        await third.ExpectErrorAsync("http.token may be used by others than its owner .*run chmod 600");
        Assert.Equal(ExitCode.Configuration, await third.ExitCodeAsync());
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(path, "guess me\n");
        await using var fourth = Launch();
        await fourth.ExpectErrorAsync("http.token holds no token: delete it");
        Assert.Equal(ExitCode.Configuration, await fourth.ExitCodeAsync());
    }

    [Fact]
    public async Task A_configured_address_in_use_keeps_the_node_from_starting()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var node = Launch("--set", $"p2pchain.http.listen={other.LocalEndpoint}");
        await node.ExpectErrorAsync("^HTTP cannot listen on 127.0.0.1:.*set p2pchain.http.listen to another address");
        Assert.Equal(69, await node.ExitCodeAsync());
    }

    [Fact]
    public async Task An_automatic_port_in_use_is_a_warning_and_the_node_runs()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        var peers = FormattableString.Invariant($"{port - HttpSettings.PortOffset}");
        await using var node = NodeProcess.Start(_scratch.Path, peers, "--set", "p2pchain.data=d");
        await node.ExpectErrorAsync(
            $@"There is no HTTP \(.*127\.0\.0\.1:{port}: address already in use\): set p2pchain\.http\.listen");
        await node.ExpectAsync("^key ");
        await node.SendAsync("request laptop-001");
        await node.ExpectAsync("^laptop-001: confirmed");
        await EndAsync(node);
    }

    [Fact]
    public async Task Without_HTTP_no_part_of_it_is_loaded_and_there_is_no_token()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var without = await StartAsync("--set", "p2pchain.http.enabled=false");
        Assert.DoesNotContain(without.OutputLines, static line => line.StartsWith("http", StringComparison.Ordinal));
        Assert.False(File.Exists(_scratch.In("d/http.token")));
        Assert.DoesNotContain("P2PChain.Http.dll", await MapsAsync(without), StringComparison.Ordinal);
        Assert.DoesNotContain("Kestrel", await MapsAsync(without), StringComparison.Ordinal);
        await EndAsync(without);
        await using var with = await StartAsync();
        Assert.Contains("P2PChain.Http.dll", await MapsAsync(with), StringComparison.Ordinal);
        Assert.Contains("Kestrel", await MapsAsync(with), StringComparison.Ordinal);
        await EndAsync(with);
    }

    private static Task<string> MapsAsync(NodeProcess node) =>
        File.ReadAllTextAsync(FormattableString.Invariant($"/proc/{node.Pid}/maps"));

    private NodeProcess Launch(params string[] arguments) =>
        NodeProcess.Start(_scratch.Path, ["0", "--set", "p2pchain.data=d", .. arguments]);

    private async Task<NodeProcess> StartAsync(params string[] arguments)
    {
        var node = Launch(arguments);
        await node.ExpectAsync("key [0-9a-f]+");
        return node;
    }

    private static async Task<Uri> AddressAsync(NodeProcess node)
    {
        var found = await node.SeenAsync(@"http (127\.0\.0\.1:\d+)  token ");
        return new Uri($"http://{found.Groups[1].Value}");
    }

    private static async Task EndAsync(NodeProcess node)
    {
        node.EndInput();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
    }
}
