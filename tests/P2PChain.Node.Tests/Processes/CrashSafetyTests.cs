using System.Globalization;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using P2PChain.Actors;
using P2PChain.Storage.Check;
using P2PChain.Testing;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// Whatever ends a node that is busy, its ledger is sound afterwards and holds everything that was answered with <c>accepted</c>.
/// </summary>
public sealed partial class CrashSafetyTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly HashSet<string> _accepted = [];

    public static bool HasStrace { get; } = OperatingSystem.IsLinux()
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(
            static directory => File.Exists(Path.Combine(directory, "strace")));

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Killed_under_load_twenty_five_times_it_loses_nothing_that_it_accepted()
    {
        var random = new Random(25);
        for (var round = 0; round < TestScale.Times(25); round++)
        {
            await using (var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d"))
            {
                await RequestAsync(node, round, 40);
                // Somewhere in the middle of it.
                await node.ExpectAsync($"^item-{round}-{random.Next(40)}: accepted");
                await node.KillAsync();
                Note(node);
            }

            AssertKept("d");
        }

        Assert.InRange(_accepted.Count, TestScale.Times(25), TestScale.Times(1000));
    }

    [SmallDiskFact]
    [SupportedOSPlatform("linux")]
    public async Task A_disk_that_becomes_full_ends_the_node_with_a_sentence_and_loses_nothing()
    {
        using var disk = new SmallDisk(_scratch.In("disk"), "768k");
        await using (var node = await NodeProcess.StartNodeAsync(
            _scratch.Path, "disk/d", 0, "--set", $"p2pchain.log.directory={_scratch.In("logs")}"))
        {
            await RequestAsync(node, 0, 400);
            Assert.Equal(ExitCode.Disk, await node.ExitCodeAsync());
            Assert.Equal(
                $"The disk with the ledger {_scratch.In("disk/d/ledger.db")} is full: make room and start the node again.",
                Assert.Single(node.ErrorLines).Replace("error: ", "", StringComparison.Ordinal));
            Note(node);
        }

        Assert.NotEmpty(_accepted);
        disk.Resize("16m");
        AssertKept("disk/d");
        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "disk/d");
        await again.SendAsync("request laptop-001");
        await again.ExpectAsync("^laptop-001: confirmed in block ", TimeSpan.FromSeconds(60));
    }

    /// <remarks>Writes are counted by thread, and only those to the ledger's files.</remarks>
    [StraceTheory]
    [InlineData("pwrite64", "EIO", 101)]
    [InlineData("pwrite64", "ENOSPC", 122)]
    [InlineData("fsync,fdatasync", "EIO", 10)]
    public async Task A_write_that_fails_ends_the_node_with_a_sentence_and_loses_nothing(
        string calls, string error, int at)
    {
        await using (var node = await StartFaultyAsync(
            calls, $"error={error}:when={at.ToString(CultureInfo.InvariantCulture)}+", "--seccomp-bpf"))
        {
            Assert.Equal(ExitCode.Disk, await node.ExitCodeAsync(TimeSpan.FromSeconds(60)));
            // By the log or as the last word: whichever is first.
            Assert.Matches("^(error: )?The (ledger|disk with the ledger) .*ledger.db ", Assert.Single(node.ErrorLines));
            Note(node);
        }

        Assert.Contains("INJECTED", await File.ReadAllTextAsync(_scratch.In("trace")), StringComparison.Ordinal);
        await AssertGoesOnAsync();
    }

    [StraceTheory]
    [InlineData("pwrite64", 101)]
    [InlineData("pwrite64", 317)]
    [InlineData("fsync,fdatasync", 12)]
    public async Task A_node_that_is_killed_at_a_write_loses_nothing(string calls, int at)
    {
        await using (
            var node = await StartFaultyAsync(calls, $"signal=KILL:when={at.ToString(CultureInfo.InvariantCulture)}"))
        {
            Assert.Equal(128 + 9, await node.ExitCodeAsync(TimeSpan.FromSeconds(60)));
            Note(node);
        }

        await AssertGoesOnAsync();
    }

    /// <summary>
    /// A node with three transactions on its chain and a hundred on their way, whose ledger's files fail as is said.
    /// </summary>
    /// <param name="calls">Which system calls.</param>
    /// <param name="fault">In strace's words.</param>
    /// <param name="options">strace's own; it injects no signal with <c>--seccomp-bpf</c>, which is the faster way for the rest.</param>
    private async Task<NodeProcess> StartFaultyAsync(string calls, string fault, params string[] options)
    {
        await using (var first = await NodeProcess.StartNodeAsync(_scratch.Path, "d"))
        {
            await RequestAsync(first, 0, 3);
            await first.ExpectAsync("^item-0-2: confirmed in block ");
            await first.KillAsync();
            Note(first);
        }

        string[] launcher =
        [
            "strace", "-f", .. options, "-qq", "-o", _scratch.In("trace"), "-P", _scratch.In("d/ledger.db"), "-P", _scratch.In("d/ledger.db-wal"),
            "-e", $"trace={calls}", "-e", $"inject={calls}:{fault}",
        ];
        var node = NodeProcess.Start(
            _scratch.Path, new Dictionary<string, string>(), launcher, ["0", "--set", "p2pchain.data=d"]);
        await node.ExpectAsync(@"listens on \S+:(\d+)", TimeSpan.FromSeconds(60));
        await RequestAsync(node, 1, 100);
        return node;
    }

    private async Task AssertGoesOnAsync()
    {
        AssertKept("d");
        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await again.SendAsync("request laptop-001");
        await again.ExpectAsync("^laptop-001: confirmed in block ", TimeSpan.FromSeconds(60));
    }

    private static async Task RequestAsync(NodeProcess node, int round, int count)
    {
        try
        {
            for (var i = 0; i < count; i++) await node.SendAsync($"request item-{round}-{i}");
        }
        catch (IOException)
        {
            // It ended before it had read all of them.
        }
    }

    /// <summary>Remembers what a process had answered before it ended.</summary>
    private void Note(NodeProcess node)
    {
        foreach (var line in node.OutputLines)
            if (AcceptedLine().Match(line) is { Success: true } match) _accepted.Add(match.Groups["item"].Value);
    }

    private void AssertKept(string data)
    {
        var ledger = _scratch.In(data + "/ledger.db");
        Assert.Empty(IntegrityCheck.Run(ledger, null).Findings);
        using var connection = new SqliteConnection($"Data Source={ledger};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select uid from transactions union select json_extract(json, '$.uid') from pool";
        using var rows = command.ExecuteReader();
        var kept = new HashSet<string>();
        while (rows.Read()) kept.Add(rows.GetString(0));
        Assert.Empty(_accepted.Except(kept));
    }

    [GeneratedRegex(@"\b(?<item>item-\d+-\d+): (accepted|confirmed)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AcceptedLine();

    private sealed class StraceTheoryAttribute : TheoryAttribute
    {
        public StraceTheoryAttribute()
        {
            if (!HasStrace) Skip = "needs strace";
        }
    }
}
