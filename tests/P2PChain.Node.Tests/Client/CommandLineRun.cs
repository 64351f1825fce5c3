using P2PChain.Node.Tests.Processes;

namespace P2PChain.Node.Tests.Client;

/// <summary>One command of the program, from its start to its end.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">The lines of standard output.</param>
/// <param name="Errors">The lines of standard error.</param>
internal sealed record CommandLineRun(int Code, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
{
    /// <summary>Runs a command.</summary>
    /// <param name="directory">Its working directory.</param>
    /// <param name="words">Its words.</param>
    public static Task<CommandLineRun> OfAsync(string directory, params string[] words) =>
        OfAsync(directory, new Dictionary<string, string>(), words);

    /// <summary>The same with environment variables.</summary>
    public static async Task<CommandLineRun> OfAsync(
        string directory, IReadOnlyDictionary<string, string> variables, params string[] words)
    {
        await using var process = NodeProcess.Start(directory, variables, words);
        process.EndInput();
        var code = await process.ExitCodeAsync(TimeSpan.FromSeconds(60));
        return new CommandLineRun(code, process.OutputLines, process.ErrorLines);
    }
}
