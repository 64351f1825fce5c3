using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Questions about blocks and transactions at a real node, by pipe.</summary>
public sealed class LookupWordsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

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
        var id = await node.ExpectAsync("^laptop-001: accepted, waiting for a block; txid ([0-9a-f]{12})$");
        await node.SendAsync("pool");
        await node.ExpectAsync(
            "^laptop-001\trequest\tme \\(.*\\)\t.*\tthe next block\there\t[0-9a-f]{12}\tfor Anna$");
        node.EndInput(); // a script's later lines wait for the outcome
        Assert.Equal(ExitCode.Unknown, await node.ExitCodeAsync(Patience));

        await using var again = await NodeProcess.StartNodeAsync(
            _scratch.Path, "d", 0, "--set", "p2pchain.mining.mode=off");
        await again.SendAsync($"why {id.Groups[1].Value}");
        await again.ExpectAsync("^laptop-001: the request by me \\(.*\\) waits for the next block, in place 1 of 1$");
    }

    [Fact]
    public async Task A_confirmed_request_that_a_better_chain_takes_away_is_explained()
    {
        await using var office = await NodeProcess.StartNodeAsync(_scratch.Path, "office");
        foreach (var (item, block) in new[] { ("laptop-7", 1), ("laptop-8", 2) })
        {
            await office.SendAsync($"request {item}");
            await office.ExpectAsync($"^{item}: confirmed in block {block}$");
        }

        await using var late = await NodeProcess.StartNodeAsync(_scratch.Path, "late");
        await late.SendAsync("request laptop-7");
        var id = (await late.ExpectAsync("^laptop-7: accepted, waiting for a block; txid ([0-9a-f]{12})$"))
            .Groups[1].Value;
        await late.ExpectAsync("^laptop-7: confirmed in block 1$");
        await late.SendAsync($"why {id}");
        await late.ExpectAsync("^laptop-7: the request by me \\(.*\\) is confirmed in block 1, with 1 confirmation$");
        await late.SendAsync($"connect 127.0.0.1 {office.Port}");
        await late.ExpectAsync("^laptop-7: superseded: a better chain undid the request; ");
        await late.SendAsync($"why {id}");
        await late.ExpectAsync(
            "^laptop-7: the request by me \\(.*\\) was superseded at .*: a better chain undid its block; held by 0");
        await late.ExpectAsync("^laptop-7: in its way stands the request by 0.* of block 1; txid [0-9a-f]{12}$");
        await late.ExpectAsync($"^laptop-7: txid {id}");
        await late.SendAsync("why ffffffff");
        await late.ExpectAsync("^no transaction ffffffff is in a block, waits, or was refused here in the last 30 d$");
        late.EndInput();
        Assert.Equal(ExitCode.Refused, await late.ExitCodeAsync(Patience));
    }

    [Fact]
    public async Task The_items_of_a_holder_and_those_of_the_past_are_listed()
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await node.SendAsync("request laptop-001");
        await node.ExpectAsync("^laptop-001: confirmed in block 1$");
        await node.SendAsync("release laptop-001");
        await node.ExpectAsync("^laptop-001: confirmed in block 2$");
        await node.SendAsync("items --by me");
        await node.ExpectAsync("^no item is held by me \\(.*\\)$");
        await node.SendAsync("items --at 1 --by me");
        await node.ExpectAsync("^as of block 1 of 2, dated ");
        await node.ExpectAsync("^laptop-001\tme \\(.*\\)\tblock 1\t");
        await node.SendAsync("items --at 2020-01-01T00:00Z");
        await node.ExpectAsync("^as of block 0 of 2, dated ");
        await node.ExpectAsync("^no item was held$");
        await node.SendAsync("items --at 3");
        await node.ExpectAsync("^no block 3 is known here; the best chain ends with block 2$");
        node.EndInput();
        Assert.Equal(ExitCode.NotFound, await node.ExitCodeAsync(Patience));
    }
}
