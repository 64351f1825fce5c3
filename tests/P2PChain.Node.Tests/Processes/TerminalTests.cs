using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>A session on a terminal, which <c>script</c> plays.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string Script = "/usr/bin/script";

    private static readonly Dictionary<string, string> Xterm = new() { ["TERM"] = "xterm", ["NO_COLOR"] = "1" };

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_typed_line_is_edited_completed_and_recalled_and_control_D_ends_it()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Script)) return;
        await using var node = NodeProcess.Start(
            _scratch.Path,
            Xterm,
            ["/bin/sh", "-c", $"exec {Script} -qec \"$0 $*\" /dev/null"],
            ["0", "--set", "p2pchain.data=d"]);
        await node.ExpectAsync("^10  exit"); // the prompt stands on a row that has no end yet
        await node.TypeAsync("requst laptop-001\u0001");
        await node.TypeAsync("\u001b[C\u001b[C\u001b[C\u001b[Ce\r");
        await node.SeenAsync("laptop-001: confirmed in block 1$");
        await node.TypeAsync("rel\tlap\t\r");
        await node.SeenAsync("laptop-001: confirmed in block 2$");

        // A row is a line here when the next is drawn over it. Only then is it sure that the keys come to the node: a
        // terminal that nobody reads keys from understands some of them itself.
        await node.TypeAsync("\u001b[A\u001b[A nonsense");
        await node.SeenAsync("select > request laptop-001 nonsens$");
        await node.TypeAsync("\u0017\u0017van-3\r");
        await node.SeenAsync("van-3: confirmed in block 3$");
        await node.TypeAsync("xy");
        await node.SeenAsync("select > x$");
        await node.TypeAsync("\u0015\u0004");
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
    }
}
