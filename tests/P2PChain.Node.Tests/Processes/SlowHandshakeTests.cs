using System.Diagnostics;
using System.Net;

namespace P2PChain.Node.Tests.Processes;

public sealed class SlowHandshakeTests : IDisposable
{
    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Three_hundred_connections_that_send_a_byte_a_second_keep_no_newcomer_out()
    {
        await using var node = await NodeProcess.StartNodeAsync(_directory.Path, "a");
        await using var slow = await SlowHandshakes.StartAsync(new IPEndPoint(IPAddress.Loopback, node.Port), 300);
        for (var i = 0; i < 3; i++)
        {
            await using var newcomer = await NodeProcess.StartNodeAsync(
                _directory.Path, $"b{i}", arguments: ["--set", $"p2pchain.peers=[\"127.0.0.1:{node.Port}\"]"]);
            var watch = Stopwatch.StartNew();
            await newcomer.SeenAsync($"^peer 127.0.0.1:{node.Port} connected$", TimeSpan.FromSeconds(30));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
        }
    }
}
