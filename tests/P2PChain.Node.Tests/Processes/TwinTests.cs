using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>A data directory that was copied: two processes with one key.</summary>
public sealed class TwinTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Two_nodes_with_one_data_directory_s_key_both_say_so_and_status_begins_with_it()
    {
        await using (var first = await NodeProcess.StartNodeAsync(_scratch.Path, "a"))
        {
            await first.SendAsync("exit");
            Assert.Equal(ExitCode.Ok, await first.ExitCodeAsync());
        }
        CopyDirectory("a", "b");
        await using var a = await NodeProcess.StartNodeAsync(_scratch.Path, "a");
        await using var b = await NodeProcess.StartNodeAsync(_scratch.Path, "b");
        await b.SendAsync($"connect 127.0.0.1 {a.Port}");
        await a.SeenAsync($"another node uses this node's key, from 127.0.0.1:{b.Port}");
        await b.SeenAsync($"another node uses this node's key, from 127.0.0.1:{a.Port}");
        await a.SendAsync("status");
        await a.SeenAsync($"^TWIN +another node uses this node's key, from 127.0.0.1:{b.Port}: ");
        await b.SendAsync("status");
        await b.SeenAsync($"^TWIN +another node uses this node's key, from 127.0.0.1:{a.Port}: ");
        Assert.Contains("another node uses this node's key", await LogAsync("a"), StringComparison.Ordinal);
    }

    private void CopyDirectory(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(_scratch.In(from), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_scratch.In(to), Path.GetRelativePath(_scratch.In(from), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy); // with its permissions: a key that others may read is refused
        }
    }

    private async Task<string> LogAsync(string data)
    {
        var text = "";
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_scratch.In(data), "logs"), "*.log"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            text += await reader.ReadToEndAsync();
        }
        return text;
    }
}
