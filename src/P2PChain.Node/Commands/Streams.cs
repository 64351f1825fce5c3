using Spectre.Console;

namespace P2PChain.Node.Commands;

/// <summary>Where lines come from and go to.</summary>
/// <param name="Input">What a person or a script types.</param>
/// <param name="Output">Data: answers, news, listings.</param>
/// <param name="Errors">Talk: sentences about what went wrong.</param>
internal sealed record Streams(TextReader Input, TextWriter Output, TextWriter Errors)
{
    /// <summary>Whether a person sits at both ends: lines typed are seen, and columns may be drawn.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Whether the terminal shows colours and nobody set NO_COLOR.</summary>
    public bool HasColours { get; init; }

    /// <summary>This process's own.</summary>
    public static Streams OfProcess()
    {
        var isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        return new Streams(Console.In, Console.Out, Console.Error)
        {
            IsTerminal = isTerminal,
            HasColours = isTerminal && ShowsColours(),
        };
    }

    // Asking Spectre also switches a Windows console to understanding escape sequences.
    private static bool ShowsColours() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && AnsiConsole.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors };
}
