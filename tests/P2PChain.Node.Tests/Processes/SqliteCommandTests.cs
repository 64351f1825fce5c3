using System.Diagnostics;
using System.Text.RegularExpressions;
using P2PChain.Core.Model;
using P2PChain.Storage;
using P2PChain.Testing;

namespace P2PChain.Node.Tests.Processes;

/// <summary>The commands with <c>sqlite3</c> in README, the docs and the schema, run as they stand.</summary>
public sealed partial class SqliteCommandTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly ChainBuilder _chain = new();

    public static bool HasTools { get; } = new[] { "sqlite3", "python3", "sha256sum", "bash" }.All(static program =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(
            directory => File.Exists(Path.Combine(directory, program))));

    public void Dispose() => _scratch.Dispose();

    [ToolsFact]
    public void Every_documented_command_answers()
    {
        Fill();
        var commands = Commands();
        Assert.InRange(commands.Count, 8, 30);
        var hash = _chain["a1"].Hash.ToString();
        foreach (var command in commands)
        {
            var (exitCode, output, errors) = Run(command);
            Assert.True(exitCode == 0 && errors.Length == 0, $"{command}\n{errors}");
            if (command.Contains("sha256", StringComparison.Ordinal)) Assert.StartsWith(hash, output, StringComparison.Ordinal);
            else Assert.Equal(command.Contains(".backup", StringComparison.Ordinal), output.Length == 0);
        }
    }

    private void Fill()
    {
        foreach (var directory in (string[])["data/6000", "data"])
        {
            Directory.CreateDirectory(_scratch.In(directory));
            if (directory == "data")
            {
                File.Copy(_scratch.In("data/6000/ledger.db"), _scratch.In("data/ledger.db"));
                File.Copy(_scratch.In("data/6000/ledger.db"), _scratch.In("ledger.db"));
                continue;
            }

            using var store = SqliteChainStore.Open(_scratch.In("data/6000/ledger.db"), NetworkParameters.Demo);
            var ledger = new TestLedger(NetworkParameters.Demo, store);
            ledger.Submit(_chain.Request(TestKeys.Alice, "laptop-001", 2));
            ledger.Submit(_chain.Checked(_chain.Add("a1", "genesis", _chain.Request(TestKeys.Bob, "laptop-001", 1))));
        }
    }

    private static List<string> Commands()
    {
        string[] documents = ["README.md", .. Directory.GetFiles(Repository.In("docs"), "*.md").Order().Select(static file => "docs/" + Path.GetFileName(file))];
        var commands = new List<string>();
        foreach (var text in documents.Select(static document => File.ReadAllText(Repository.In(document))))
        {
            foreach (Match block in Fenced().Matches(text))
                commands.AddRange(block.Value.Contains("\"import json", StringComparison.Ordinal) ? [block.Groups["text"].Value] : Lines(block.Groups["text"].Value));
            commands.AddRange(
                Inline().Matches(Fenced().Replace(text, "")).Select(static match => match.Groups["text"].Value));
        }

        var schema = File.ReadAllText(Repository.In("src/P2PChain.Storage/schema.sql"));
        return [.. commands, .. Lines(schema.Replace("--   ", "", StringComparison.Ordinal))];

        static IEnumerable<string> Lines(string text) =>
            text.Split('\n').Where(static line => line.StartsWith("sqlite3 ", StringComparison.Ordinal));
    }

    private (int ExitCode, string Output, string Errors) Run(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = _scratch.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }

    [GeneratedRegex(@"^```\w*\n(?<text>.*?)^```$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fenced();

    [GeneratedRegex("`(?<text>sqlite3 [^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Inline();

    private sealed class ToolsFactAttribute : FactAttribute
    {
        public ToolsFactAttribute()
        {
            if (!HasTools) Skip = "needs sqlite3, python3, sha256sum and bash";
        }
    }
}
