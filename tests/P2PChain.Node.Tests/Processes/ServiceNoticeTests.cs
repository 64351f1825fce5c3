using System.Net.Sockets;
using System.Text;
using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>The messages to a service manager, as systemd receives them.</summary>
public sealed class ServiceNoticeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ScratchDirectory _scratch = new();
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public void Dispose()
    {
        _manager.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_service_says_that_it_is_ready_that_it_lives_and_that_it_stops()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var node = Start(("WATCHDOG_USEC", "400000"));
        Assert.Equal("READY=1", await NextAsync());
        for (var i = 0; i < 3; i++) Assert.Equal("WATCHDOG=1", await NextAsync());
        node.Terminate();
        var last = await NextAsync();
        while (last == "WATCHDOG=1") last = await NextAsync();
        Assert.Equal("STOPPING=1", last);
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
    }

    [Theory]
    [InlineData("WATCHDOG_USEC", "")]
    [InlineData("WATCHDOG_USEC", "0")]
    [InlineData("WATCHDOG_USEC", "soon")]
    [InlineData("WATCHDOG_PID", "1")]
    public async Task A_service_that_is_not_watched_says_only_that_it_is_ready_and_stops(string name, string value)
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var node = Start(("WATCHDOG_USEC", "1000"), (name, value));
        Assert.Equal("READY=1", await NextAsync());
        node.Terminate();
        Assert.Equal("STOPPING=1", await NextAsync());
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
    }

    private NodeProcess Start(params (string Name, string Value)[] environment)
    {
        var path = _scratch.In("notify");
        _manager.Bind(new UnixDomainSocketEndPoint(path));
        var all = new Dictionary<string, string>(StringComparer.Ordinal) { ["NOTIFY_SOCKET"] = path };
        foreach (var (name, value) in environment) all[name] = value;
        return NodeProcess.Start(_scratch.Path, all, "0", "--headless", "--set", "p2pchain.data=d");
    }

    private async Task<string> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var bytes = new byte[1024];
        var count = await _manager.ReceiveAsync(bytes, SocketFlags.None, patience.Token);
        return Encoding.UTF8.GetString(bytes, 0, count).Trim();
    }
}
