using System.Net;
using P2PChain.Actors;
using P2PChain.Http.Access;
using P2PChain.Node.Disk;

namespace P2PChain.Node.Tests.Disk;

/// <summary>Commands find the HTTP of a running node through its data directory, and of no other program.</summary>
public sealed class HttpPlaceTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("127.0.0.1:8000", "http://127.0.0.1:8000/")]
    [InlineData("0.0.0.0:8000", "http://127.0.0.1:8000/")]
    [InlineData("[::]:8000", "http://[::1]:8000/")]
    [InlineData("10.0.2.5:8000", "http://10.0.2.5:8000/")]
    public void A_running_node_is_found_with_its_token(string listens, string address)
    {
        using var held = DataDirectory.Hold(_scratch.Path);
        var token = TokenFile.Open(_scratch.In("http.token"));
        HttpPlace.Write(_scratch.Path, IPEndPoint.Parse(listens));
        Assert.Equal(new HttpPlace(new Uri(address), token), HttpPlace.Find(_scratch.Path));
    }

    [Fact]
    public void The_record_of_a_node_that_crashed_is_not_believed()
    {
        using (DataDirectory.Hold(_scratch.Path))
        {
            TokenFile.Open(_scratch.In("http.token"));
            HttpPlace.Write(_scratch.Path, new IPEndPoint(IPAddress.Loopback, 8000));
        }

        Assert.Contains("No node runs with the data directory", Refusal(ExitCode.Unreachable), StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_without_HTTP_and_a_directory_without_a_node_are_told_apart()
    {
        Assert.Contains("No node runs", Refusal(ExitCode.Unreachable), StringComparison.Ordinal);
        using var held = DataDirectory.Hold(_scratch.Path);
        Assert.Contains("serves no HTTP", Refusal(ExitCode.Unreachable), StringComparison.Ordinal);
        HttpPlace.Write(_scratch.Path, new IPEndPoint(IPAddress.Loopback, 8000));
        HttpPlace.Remove(_scratch.Path);
        Assert.Contains("serves no HTTP", Refusal(ExitCode.Unreachable), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_others_may_have_written_is_not_used()
    {
        using var held = DataDirectory.Hold(_scratch.Path);
        HttpPlace.Write(_scratch.Path, new IPEndPoint(IPAddress.Loopback, 8000));
        DurableFile.Write(_scratch.In("http.token"), "guess me\n");
        Assert.Contains("holds no token", Refusal(ExitCode.Configuration), StringComparison.Ordinal);
        if (OperatingSystem.IsWindows()) return;
        DurableFile.Write(_scratch.In("http.token"), SecretText.Create() + "\n");
        File.SetUnixFileMode(_scratch.In("http.token"), DurableFile.Private | UnixFileMode.OtherRead);
        Assert.Contains("run chmod 600", Refusal(ExitCode.Configuration), StringComparison.Ordinal);
    }

    private string Refusal(int exitCode)
    {
        var error = Assert.Throws<NodeStartException>(() => HttpPlace.Find(_scratch.Path));
        Assert.Equal(exitCode, error.Failure.ExitCode);
        return error.Failure.Sentence;
    }
}
