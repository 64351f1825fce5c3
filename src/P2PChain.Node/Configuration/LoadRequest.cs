using System.Collections;
using System.Collections.Immutable;

namespace P2PChain.Node.Configuration;

/// <summary>The input of a configuration.</summary>
internal sealed record LoadRequest
{
    /// <summary>The embedded <c>reference.conf</c>: every key with its default.</summary>
    public required string Reference { get; init; }

    /// <summary>
    /// The first word on the command line: a port if it is all digits, else a file; null without one.
    /// </summary>
    public string? FirstArgument { get; init; }

    /// <summary>The <c>key=value</c> of each <c>--set</c>, in order.</summary>
    public ImmutableArray<string> Overrides { get; init; } = [];

    /// <summary>The environment variables, by name.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The full path that <see cref="FirstArgument"/> is relative to.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Reads the file at a full path.</summary>
    public Func<string, FileText> ReadFile { get; init; } = FileText.FromDisk;

    /// <summary>A request with this process's environment, working directory and disk.</summary>
    /// <param name="reference">The embedded <c>reference.conf</c>.</param>
    /// <param name="firstArgument">A port, a file, or null.</param>
    /// <param name="overrides">The <c>key=value</c> of each <c>--set</c>.</param>
    public static LoadRequest FromProcess(
        string reference, string? firstArgument, params IEnumerable<string> overrides) => new()
        {
            Reference = reference,
            FirstArgument = firstArgument,
            Overrides = [.. overrides],
            Environment = ReadEnvironment(),
            WorkingDirectory = Directory.GetCurrentDirectory(),
        };

    private static Dictionary<string, string> ReadEnvironment()
    {
        var variables = new Dictionary<string, string>(
            OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        return variables;
    }
}
