using System.Net;
using System.Net.Sockets;
using System.Text;
using P2PChain.Actors;
using P2PChain.Node.Client;
using P2PChain.Node.Tests.Processes;

namespace P2PChain.Node.Tests.Client;

/// <summary>A server that is no node gets no command done, and shows nothing on the terminal.</summary>
public sealed class ForeignServerTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(20));
    private readonly NodeClient _client;

    public ForeignServerTests()
    {
        _listener.Start();
        _client = new NodeClient(new ServerPlace(new Uri($"http://{_listener.LocalEndpoint}/"), null));
    }

    public void Dispose()
    {
        _client.Dispose();
        _patience.Dispose();
        _listener.Dispose();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"a\":")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[1]")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nConnection: close\r\n\r\n{}")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1 Debian\r\n")]
    public async Task Its_answer_is_none_of_a_node(string answer)
    {
        var serving = ServeAsync(answer);
        var error = await Assert.ThrowsAsync<ClientException>(
            () => _client.AskAsync(HttpMethod.Get, "api/status", null, _patience.Token));
        Assert.Equal(ExitCode.Unreachable, error.ExitCode);
        Assert.Contains("gave no answer of a p2pchain node", error.Message, StringComparison.Ordinal);
        await serving;
    }

    [Fact]
    public async Task An_endless_line_is_not_kept()
    {
        var endless = new EndlessStream();
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var line in ServerLines.ReadAsync(endless, 1_000_000, _patience.Token)) Assert.Fail(line);
        });
        Assert.InRange(endless.Given, 1_000_000, 1_200_000);
    }

    [Fact]
    public async Task A_server_that_says_nothing_costs_the_time_limit_and_no_node_is_loaded()
    {
        await using var status = NodeProcess.Start(
            Path.GetTempPath(), "status", "--node", $"http://{_listener.LocalEndpoint}", "--timeout", "2");
        status.EndInput();
        using var connection = await _listener.AcceptTcpClientAsync(_patience.Token);
        if (OperatingSystem.IsLinux())
        {
            var maps = await File.ReadAllTextAsync($"/proc/{status.Pid}/maps");
            Assert.Contains("P2PChain.Core.dll", maps, StringComparison.Ordinal);
            foreach (var part in new[] { "/Akka", "Microsoft.AspNetCore", "sqlite", "Serilog" })
                Assert.DoesNotContain(part, maps, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Equal(ExitCode.Unreachable, await status.ExitCodeAsync());
        Assert.Equal(
            "The node gave no answer within 2 s: ask again, or give it more time with --timeout SECONDS.",
            Assert.Single(status.ErrorLines));
    }

    private async Task ServeAsync(string answer)
    {
        using var connection = await _listener.AcceptTcpClientAsync(_patience.Token);
        var stream = connection.GetStream();
        _ = await stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, _patience.Token);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), _patience.Token);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'a');
            Given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
