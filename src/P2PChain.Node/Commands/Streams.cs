using P2PChain.Node.Screen;
using Spectre.Console;

namespace P2PChain.Node.Commands;

/// <summary>Where lines come from and go to.</summary>
/// <param name="Output">Data: answers, news, listings.</param>
/// <param name="Errors">Talk: sentences about what went wrong.</param>
internal sealed record Streams(TextWriter Output, TextWriter Errors)
{
    /// <summary>Whether a person sits at both ends: lines typed are seen, and columns may be drawn.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Whether lines come from a pipe or a file, and not from a terminal.</summary>
    public bool IsScript { get; init; }

    /// <summary>Whether standard output is a terminal: where that cannot be written, it is gone.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether the terminal shows colours and nobody set NO_COLOR.</summary>
    public bool HasColours { get; init; }

    /// <summary>Waits for a key, where lines can be edited; null elsewhere.</summary>
    public Func<ConsoleKeyInfo>? NextKey { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public Func<int>? Width { get; init; }

    /// <summary>Whether somebody watches what goes to <see cref="Errors"/>.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>The bytes of standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = static () => Stream.Null;

    /// <summary>The bytes of <see cref="Output"/>.</summary>
    public Func<Stream> OpenOutput { get; init; } = static () => Stream.Null;

    /// <summary>Standard output for a node, which does not wait for a reader. Not to be used together with <see cref="Output"/>.</summary>
    public Func<IOutput> PumpOutput { get; init; } = static () => new OutputPump(TextWriter.Null, "output");

    /// <summary>The same of standard error.</summary>
    public Func<IOutput> PumpErrors { get; init; } = static () => new OutputPump(TextWriter.Null, "errors");

    /// <summary>This process's own; what it was started without is empty, or swallows.</summary>
    public static Streams OfProcess()
    {
        // A library that writes to the console by its own way shall not spoil a file.
        if (!Descriptor.IsInherited(Descriptor.Output)) Console.SetOut(TextWriter.Null);
        if (!Descriptor.IsInherited(Descriptor.Errors)) Console.SetError(TextWriter.Null);
        var hasInput = Descriptor.IsInherited(Descriptor.Input);
        var isTerminal = hasInput && !Console.IsInputRedirected && !Console.IsOutputRedirected;

        // Asking Spectre also switches a Windows console to understanding escape sequences.
        var isAnsi = isTerminal && AnsiConsole.Profile.Capabilities.Ansi;
        return new Streams(
            new StandardWriter(Console.Out, isData: true),
            new StandardWriter(Console.Error, isData: false))
        {
            IsTerminal = isTerminal,
            IsOutputTerminal = Descriptor.IsInherited(Descriptor.Output) && !Console.IsOutputRedirected,
            PumpOutput = static () => Pump(Descriptor.Output, Console.Out, "output"),
            PumpErrors = static () => Pump(Descriptor.Errors, Console.Error, "errors"),
            IsScript = !hasInput || Console.IsInputRedirected,
            ShowsProgress = Descriptor.IsInherited(Descriptor.Errors) && !Console.IsErrorRedirected,
            OpenInput = hasInput ? Console.OpenStandardInput : static () => Stream.Null,
            OpenOutput = Descriptor.IsInherited(Descriptor.Output) ? Console.OpenStandardOutput : static () => Stream.Null,
            HasColours = isAnsi && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
                && AnsiConsole.Profile.Capabilities.ColorSystem != ColorSystem.NoColors,
            NextKey = isAnsi ? static () => Console.ReadKey(intercept: true) : null,
            Width = isAnsi ? static () => Console.WindowWidth : null,
        };
    }
    private static OutputPump Pump(int descriptor, TextWriter console, string name)
    {
        if (!Descriptor.IsInherited(descriptor)) return new OutputPump(TextWriter.Null, name);
        return new OutputPump(
            OperatingSystem.IsWindows() ? console : new StreamWriter(new DescriptorStream(descriptor), console.Encoding), name);
    }
}
