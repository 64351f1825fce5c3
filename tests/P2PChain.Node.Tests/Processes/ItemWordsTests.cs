using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary><c>item</c> and <c>history</c> at a real node, and ids that look like known ones.</summary>
public sealed class ItemWordsTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Notes_can_be_read_again_and_an_id_that_looks_like_a_known_one_is_warned_of()
    {
        await using (var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d"))
        {
            await node.SendAsync("request laptop-001 --note \"for Anna\"");
            await node.ExpectAsync("^laptop-001: confirmed in block 1$");
            await node.SendAsync("release laptop-001");
            await node.ExpectAsync("^laptop-001: confirmed in block 2$");
            await node.SendAsync("request Laptop-001. --note 'for Bob'");
            await node.ExpectAsync(
                "^Laptop-001\\.: another item than laptop-001, which is known already: check the id$");
            await node.ExpectAsync("^Laptop-001\\.: confirmed in block 3$");
            node.EndInput();
            await node.ExitCodeAsync();
        }

        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await again.SendAsync("item Laptop-001.");
        await again.ExpectAsync("^Laptop-001\\.: held by me \\(.*\\) since block 3 \\(.*\\) \"for Bob\"; txid [0-9a-f]{12}$");
        await again.SendAsync("history laptop-001");
        await again.ExpectAsync("^block 2\t.*\treleased\tme \\(.*\\)\t\t[0-9a-f]{12}$");
        await again.ExpectAsync("^block 1\t.*\trequested\tme \\(.*\\)\tfor Anna\t[0-9a-f]{12}$");
        await again.SendAsync("history LAPTOP-001");
        await again.ExpectAsync("^LAPTOP-001: no such item was ever requested; known is Laptop-001\\. and laptop-001$");
        again.EndInput();
        Assert.Equal(ExitCode.NotFound, await again.ExitCodeAsync());
    }
}
