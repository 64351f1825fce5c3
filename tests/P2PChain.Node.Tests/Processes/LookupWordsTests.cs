using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Questions about blocks and transactions at a real node, by pipe.</summary>
public sealed class LookupWordsTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_block_is_shown_by_height_and_by_the_start_of_its_hash()
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await node.SendAsync("request laptop-001 --note \"for Anna\"");
        await node.ExpectAsync("^laptop-001: confirmed in block 1$");
        await node.SendAsync("block 1");
        await node.ExpectAsync("^block 1 is on the best chain, with 1 confirmation$");
        var hash = await node.ExpectAsync("^hash      ([0-9a-f]{64})$");
        await node.ExpectAsync("^laptop-001\trequested\tme \\(.*\\)\t.*\t[0-9a-f]{12}\tfor Anna$");
        await node.SendAsync($"block {hash.Groups[1].Value[..10]}");
        await node.ExpectAsync($"^hash      {hash.Groups[1].Value}$");
        await node.SendAsync("block 0");
        await node.ExpectAsync("^miner     none$");
        await node.SendAsync("block 2");
        await node.ExpectAsync("^no block 2 is known here; the best chain ends with block 1$");
        node.EndInput();
        Assert.Equal(ExitCode.NotFound, await node.ExitCodeAsync());
    }

    [Fact]
    public async Task A_node_that_does_not_mine_lists_what_waits()
    {
        await using var node = await NodeProcess.StartNodeAsync(
            _scratch.Path, "d", 0, "--set", "p2pchain.mining.mode=off");
        await node.SendAsync("pool");
        await node.ExpectAsync("^no transaction waits for a block$");
        await node.SendAsync("request laptop-001 --note \"for Anna\"");
        await node.ExpectAsync("^laptop-001: accepted, waiting for a block");
        await node.SendAsync("pool");
        await node.ExpectAsync(
            "^laptop-001\trequest\tme \\(.*\\)\t.*\tthe next block\there\t[0-9a-f]{12}\tfor Anna$");
    }
}
