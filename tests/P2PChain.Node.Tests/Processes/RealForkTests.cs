namespace P2PChain.Node.Tests.Processes;

/// <summary>Two real nodes that mined apart meet.</summary>
public sealed class RealForkTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact] // rules F1, F2
    public async Task The_node_that_loses_a_fork_raises_one_alarm_with_its_items_and_tells_their_holder()
    {
        await using var loser = await NodeProcess.StartNodeAsync(_scratch.Path, "loser");
        await using var winner = await NodeProcess.StartNodeAsync(_scratch.Path, "winner");
        foreach (var item in new[] { "van", "beamer", "only-here" }) await RequestAsync(loser, item);
        foreach (var item in new[] { "beamer", "van", "a", "b", "c", "d" }) await RequestAsync(winner, item);

        await winner.SendAsync($"connect 127.0.0.1 {loser.Port}");
        await loser.SeenAsync("^look at this: 2 items were taken from their holders \\(beamer, van\\) by a better chain: 3 blocks after block 0 ", Patience);
        await loser.SeenAsync("^van: superseded: a better chain undid the request; held by ", Patience);
        await loser.SeenAsync("^beamer: superseded: a better chain undid the request; held by ", Patience);
        await loser.SeenAsync("^only-here: confirmed after all in block \\d", Patience);
        await winner.SeenAsync(": only-here requested by ", Patience);

        await loser.SendAsync("status");
        await loser.ExpectAsync(
            "^(REWRITE |also    ) 2 items were taken from their holders \\(beamer, van\\) by a better chain", Patience);
        await loser.SendAsync("item van");
        await loser.ExpectAsync("^van: held by 0[23][0-9a-f]{6}… since block ", Patience);
        Assert.Single(loser.OutputLines, IsAlarm);
        Assert.DoesNotContain(winner.OutputLines, IsAlarm);

        await loser.SendAsync("exit");
        await winner.SendAsync("exit");
        await loser.ExitCodeAsync(Patience);
        await winner.ExitCodeAsync(Patience);
        Assert.Equal((1, 0), (Warnings("loser"), Warnings("winner")));

        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "loser");
        await again.SendAsync("status");
        await again.ExpectAsync(
            "^(REWRITE |also    ) 2 items were taken from their holders \\(beamer, van\\) by a better chain", Patience);
        Assert.Equal(1, Warnings("loser"));
    }

    private static bool IsAlarm(string line) => line.StartsWith("look at this", StringComparison.Ordinal);

    private int Warnings(string data) => Directory.GetFiles(_scratch.In($"{data}/logs"), "*.log")
        .SelectMany(File.ReadLines)
        .Count(static line => line.Contains("[WRN]", StringComparison.Ordinal) && line.Contains("Look at this: ", StringComparison.Ordinal));

    private static async Task RequestAsync(NodeProcess node, string item)
    {
        await node.SendAsync($"request {item}");
        await node.ExpectAsync($"^{item}: confirmed in block \\d+$", Patience);
    }
}
