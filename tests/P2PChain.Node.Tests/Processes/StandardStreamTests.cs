using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// Standard streams that are closed, or lead to a full disk: each ends in a stated exit code, none in a stack trace.
/// </summary>
public sealed class StandardStreamTests : IDisposable
{
    private const string CannotBeWritten =
        "Standard output cannot be written (No space left on device): make room where it goes, or send it elsewhere.";

    private const string NoInput =
        "Standard input is closed or empty, so this node ends at once: with --headless it runs without a console.";

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("<&-", ExitCode.Ok, NoInput)]
    [InlineData("<&- >&- 2>&-", ExitCode.Ok, "")]
    [InlineData("</dev/null >&-", ExitCode.Ok, NoInput)]
    [InlineData("</dev/null 2>&-", ExitCode.Ok, "")]
    [InlineData("</dev/null >/dev/full", ExitCode.Disk, CannotBeWritten)]
    [InlineData("<&- >/dev/full", ExitCode.Disk, CannotBeWritten)]
    public async Task A_node_ends_at_the_end_of_input_or_where_its_answers_cannot_be_written(
        string redirections, int exitCode, string sentence)
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var process = NodeProcess.StartRedirected(
            _scratch.Path, redirections, "0", "--set", "p2pchain.data=d");
        Assert.Equal((exitCode, sentence), (await process.ExitCodeAsync(), string.Join('\n', process.ErrorLines)));

        // It had started, and stopped in good order: the log has both, and the ledger no log of its own beside it.
        Assert.Contains("listens on", await LogAsync(), StringComparison.Ordinal);
        Assert.False(File.Exists(_scratch.In("d/ledger.db-wal")));
    }

    [Theory]
    [InlineData("config", "show")]
    [InlineData("config", "check")]
    [InlineData("--version")]
    [InlineData("--help")]
    public async Task A_listing_that_cannot_be_written_is_a_failure_of_the_disk(params string[] arguments)
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var process = NodeProcess.StartRedirected(_scratch.Path, ">/dev/full", arguments);
        Assert.Equal(ExitCode.Disk, await process.ExitCodeAsync());
        Assert.Equal([CannotBeWritten], process.ErrorLines);
    }

    [Fact]
    public async Task A_start_that_fails_and_cannot_say_why_still_says_it_by_its_exit_code()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var process = NodeProcess.StartRedirected(
            _scratch.Path, "</dev/null 2>/dev/full", "0", "--set", "p2pchain.data=d", "--set", "p2pchain.listen=192.0.2.1:0");
        Assert.Equal(ExitCode.Configuration, await process.ExitCodeAsync());
    }

    [Fact]
    public async Task A_daemon_goes_on_when_nobody_takes_its_log()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var process = NodeProcess.StartRedirected(
            _scratch.Path, "<&- >/dev/full 2>&-", "0", "--set", "p2pchain.data=d", "--headless");
        await UntilAsync(async () => (await LogAsync()).Contains("listens on", StringComparison.Ordinal), process);
        process.Terminate();
        Assert.Equal(ExitCode.Ok, await process.ExitCodeAsync());
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, NodeProcess process)
    {
        var deadline = Environment.TickCount64 + 20_000;
        while (!await holds())
        {
            Assert.True(Environment.TickCount64 < deadline, process.Transcript);
            await Task.Delay(50);
        }
    }

    private async Task<string> LogAsync()
    {
        var logs = _scratch.In("d/logs");
        if (!Directory.Exists(logs) || Directory.GetFiles(logs, "*.log") is not [var file]) return "";
        await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(open);
        return await reader.ReadToEndAsync();
    }
}
