using System.Diagnostics;
using P2PChain.Actors;
using Xunit.Sdk;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// A ledger's file that is not what the node left: the start refuses it and says where, or goes on with what is sound;
/// verify finds it,
/// repair makes it sound, and another office has what it lost.
/// </summary>
public sealed class DamagedLedgerTests : IDisposable
{
    private const int Height = 30;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_file_that_was_damaged_cut_or_swapped_ends_in_the_ledger_of_the_others()
    {
        var older = await FillAsync(1, Height / 2);
        var whole = await FillAsync(Height / 2 + 1, Height);
        await RunAsync(ExitCode.Ok, "export", "blocks", "office");
        await RunAsync(ExitCode.Ok, "import", "blocks", "elsewhere/");
        await using var elsewhere = await NodeProcess.StartNodeAsync(_scratch.Path, "elsewhere");
        // By its directory alone a ledger would have to say itself which network it belongs to.
        await File.WriteAllTextAsync(_scratch.In("office.conf"), $"p2pchain.data = \"{_scratch.In("office")}\"");
        var random = new Random(22);
        var found = 0;
        foreach (var damage in new Func<byte[]>[]
                 {
                     () => Flipped(whole, random, 1),
                     () => Flipped(whole, random, 8),
                     () => Flipped(whole, random, 64),
                     () => Overwritten(whole, random, page => page.AsSpan().Clear()),
                     () => Overwritten(whole, random, random.NextBytes),
                     () => whole[..(random.Next(2, whole.Length / 4096) * 4096)],
                     () => whole[..random.Next(4096, whole.Length)],
                     () => older,
                     () => File.ReadAllBytes(_scratch.In("elsewhere/ledger.db")),
                 })
        {
            await File.WriteAllBytesAsync(_scratch.In("office/ledger.db"), damage());
            if (await StartAsync(elsewhere) is { } sentence)
                Assert.Matches($@"^The ledger {_scratch.In("office/ledger.db")} is damaged \(.+\): run p2pchain repair ", sentence);
            else if (await RunAsync(null, "verify", "office.conf") == ExitCode.Ok)
                continue;
            // What a start does not read it cannot find.
            found++;
            await RunAsync(ExitCode.Integrity, "verify", "office.conf");
            await RunAsync(ExitCode.Ok, "repair", "office.conf");
            Assert.Null(await StartAsync(elsewhere));
            await RunAsync(ExitCode.Ok, "verify", "office.conf");
        }

        Assert.InRange(found, 5, 7); // a bit may fall where nothing is written; the last two are no damage
    }

    /// <summary>Makes blocks, a request each; the file as the node leaves it.</summary>
    private async Task<byte[]> FillAsync(int first, int last)
    {
        await using (var node = await NodeProcess.StartNodeAsync(_scratch.Path, "office"))
        {
            for (var i = first; i <= last; i++)
            {
                await node.SendAsync($"request item-{i}");
                await node.ExpectAsync($"^item-{i}: confirmed in block {i}$");
            }

            node.EndInput();
            Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
        }

        Assert.Equal(["ledger.db"], Directory.GetFiles(_scratch.In("office"), "ledger.db*").Select(Path.GetFileName));
        return await File.ReadAllBytesAsync(_scratch.In("office/ledger.db"));
    }

    /// <summary>Starts the office's node as a peer of the other.</summary>
    /// <returns>
    /// Why it does not start, or ended once it came to what is damaged; null when both have one tip and every item its
    /// holder, and it has
    /// stopped again.
    /// </returns>
    private async Task<string?> StartAsync(NodeProcess elsewhere)
    {
        await using var node = NodeProcess.Start(
            _scratch.Path, "0", "--set", "p2pchain.data=office", "--set", $"p2pchain.peers=[\"127.0.0.1:{elsewhere.Port}\"]");
        try
        {
            await CatchUpAsync(node, elsewhere);
            node.EndInput();
        }
        catch (Exception error) when (error is XunitException or IOException)
        {
            // It ended, as its exit code tells; or it goes on, and has none.
        }

        var exitCode = await node.ExitCodeAsync();
        if (exitCode == ExitCode.Ok) return null;
        Assert.Equal(ExitCode.Integrity, exitCode);
        return Assert.Single(node.ErrorLines);
    }

    private static async Task CatchUpAsync(NodeProcess node, NodeProcess elsewhere)
    {
        await node.ExpectAsync("^10  exit", TimeSpan.FromSeconds(30)); // the prompt is a line only once news follows
        // What it had to cut are its own requests, which it mines at once: then it may be the other that follows.
        for (var waited = Stopwatch.StartNew(); await StateAsync(node) != await StateAsync(elsewhere);)
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), node.Transcript + elsewhere.Transcript);
    }

    private static byte[] Flipped(byte[] whole, Random random, int count)
    {
        var bytes = (byte[])whole.Clone();
        for (var i = 0; i < count; i++) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static byte[] Overwritten(byte[] whole, Random random, Action<byte[]> write)
    {
        var (bytes, page) = ((byte[])whole.Clone(), new byte[4096]);
        write(page);
        page.CopyTo(bytes, random.Next(1, bytes.Length / page.Length) * page.Length);
        return bytes;
    }

    /// <summary>Its tip, once every item has its holder and nothing waits.</summary>
    private static async Task<string> StateAsync(NodeProcess node)
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            await node.SendAsync("status");
            var isAll = (await node.ExpectAsync("^chain .*waiting$")).Value.EndsWith(
                $"  {Height} items held  0 waiting", StringComparison.Ordinal);
            var tip = (await node.ExpectAsync("^tip      ([0-9a-f]{64})$")).Groups[1].Value;
            if (isAll) return tip;
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), node.Transcript);
        }
    }

    /// <summary>Runs a command, which has to end with this exit code where one is named.</summary>
    private async Task<int> RunAsync(int? exitCode, params string[] words)
    {
        await using var process = NodeProcess.Start(_scratch.Path, words);
        process.EndInput();
        var ended = await process.ExitCodeAsync(TimeSpan.FromSeconds(30));
        Assert.True(exitCode is null || exitCode == ended, $"Expected {exitCode}, but it ended with {ended}:\n{process.Transcript}");
        return ended;
    }
}
