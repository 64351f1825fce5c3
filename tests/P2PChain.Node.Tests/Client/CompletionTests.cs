using System.Diagnostics;
using P2PChain.Node.Tests.Processes;

namespace P2PChain.Node.Tests.Client;

/// <summary>The script of <c>completion</c> in a real shell.</summary>
public sealed class CompletionTests
{
    private const string Bash = "/bin/bash";

    private const string Complete = """
        source <(p2pchain completion bash)
        COMP_LINE="$1" COMP_POINT=${#1}
        read -ra COMP_WORDS <<< "$1"
        [[ "$1" == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _p2pchain
        echo "${COMPREPLY[*]}"
        """;

    [Theory]
    [InlineData("p2pchain re", "release repair request")]
    [InlineData("p2pchain request --w", "--wait")]
    [InlineData("p2pchain request --wait ", "accepted confirmed everywhere")]
    [InlineData("p2pchain items -o ", "csv json plain table")]
    [InlineData("p2pchain config c", "check")]
    [InlineData("p2pchain status --nothing", "")]
    public async Task Bash_completes_the_words(string typed, string found)
    {
        if (!File.Exists(Bash)) return;
        var start = new ProcessStartInfo(Bash, ["--norc", "-c", Complete, "bash", typed])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["PATH"] =
            $"{Path.GetDirectoryName(NodeProcess.Executable)}:{start.Environment["PATH"]}";
        using var bash = Process.Start(start)!;
        var output = await bash.StandardOutput.ReadToEndAsync();
        Assert.Equal(found, output.TrimEnd('\n'));
    }

    [Fact]
    public async Task Each_shell_has_a_script_and_another_one_a_sentence()
    {
        foreach (var shell in new[] { "bash", "zsh", "fish", "pwsh" })
        {
            var run = await CommandLineRun.OfAsync(Path.GetTempPath(), "completion", shell);
            Assert.Equal((0, 0), (run.Code, run.Errors.Count));
            Assert.Contains(run.Output, static line => line.Contains("[suggest:", StringComparison.Ordinal));
        }
        var other = await CommandLineRun.OfAsync(Path.GetTempPath(), "completion", "tcsh");
        Assert.Equal((2, "The shell is bash, zsh, fish or pwsh."), (other.Code, other.Errors[0]));
    }
}
