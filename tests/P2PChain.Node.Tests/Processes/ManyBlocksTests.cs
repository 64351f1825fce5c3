using P2PChain.Core.Model;
using P2PChain.Testing;

namespace P2PChain.Node.Tests.Processes;

/// <summary>However many blocks come at once, a person reads a few lines.</summary>
public sealed class ManyBlocksTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly ChainBuilder _draw = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_first_sync_is_told_in_a_few_lines_and_with_its_result()
    {
        const int height = 2_000;
        await _draw.ImportAsync(_scratch.Path, "full", "a", height, RequestOne);
        await using var full = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("full"));
        await using var fresh = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("fresh"));
        await fresh.SendAsync($"connect 127.0.0.1 {full.Port}");
        await fresh.ExpectAsync("^fetched 2,000 blocks in .*: height 2,000$", TimeSpan.FromSeconds(90));
        Assert.True(fresh.OutputLines.Count < 40, fresh.Transcript);
        Assert.DoesNotContain(fresh.OutputLines, line => line.StartsWith("block ", StringComparison.Ordinal));
        await full.SendAsync("request laptop-001");
        await fresh.ExpectAsync("^block 2001 from .*: laptop-001 requested by ");
        Assert.DoesNotContain(fresh.OutputLines, line => line.StartsWith("look at this", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_long_branch_that_wins_is_one_alarm_on_the_screen_and_in_the_log()
    {
        const int depth = 300;
        await _draw.ImportAsync(_scratch.Path, "alices", "a", depth, RequestOne);
        await _draw.ImportAsync(
            _scratch.Path,
            "bobs",
            "b",
            depth + 20,
            i => i % 10 == 0 ? [_draw.Request(TestKeys.Bob, $"item-{i}", i)] : []);
        await using var alices = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("alices"));
        await using var bobs = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("bobs"));
        await alices.SendAsync($"connect 127.0.0.1 {bobs.Port}");
        var alarm = await alices.SeenAsync("^look at this: .*$", TimeSpan.FromSeconds(60));
        Assert.StartsWith(
            "look at this: 30 items were taken from their holders (item-10, item-100, item-110, item-120, item-130, item-140, item-150, item-160, "
            + "item-170, item-180 and 20 more) by a better chain: 300 blocks after block 0 no longer stand, ",
            alarm.Value, StringComparison.Ordinal);
        await alices.SendAsync("status");
        await alices.ExpectAsync(@"^(REWRITE |also    ) 30 items were taken from their holders \(item-10, item-100, item-110 and 27 more\)");
        Assert.Single(alices.OutputLines, line => line.StartsWith("look at this", StringComparison.Ordinal));
        Assert.Empty(alices.ErrorLines);
        Assert.True(alices.OutputLines.Count < 60, alices.Transcript);
        Assert.DoesNotContain(bobs.OutputLines, line => line.StartsWith("look at this", StringComparison.Ordinal));

        var log = string.Concat(Directory.GetFiles(_scratch.In("alices/logs"), "*.log").Select(ReadShared));
        Assert.Single(log.Split('\n'), line => line.Contains("[WRN]", StringComparison.Ordinal) && line.Contains("Look at this: ", StringComparison.Ordinal));
    }

    private Transaction[] RequestOne(int height) => [_draw.Request(TestKeys.Alice, $"item-{height}", height)];

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
