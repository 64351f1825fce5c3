using P2PChain.Node.Screen;
using Spectre.Console;

namespace P2PChain.Node.Commands;

/// <summary>The sources and destinations of lines.</summary>
/// <param name="Output">Data: answers, news, listings.</param>
/// <param name="Errors">Messages about faults.</param>
internal sealed record Streams(TextWriter Output, TextWriter Errors)
{
    /// <summary>Whether a person sits at both ends: typed lines are seen, and columns may be drawn.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Whether lines come from a pipe or a file.</summary>
    public bool IsScript { get; init; }

    /// <summary>Whether standard output is a terminal. If it cannot be written then, the terminal is gone.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether the terminal shows colours and NO_COLOR is not set.</summary>
    public bool HasColours { get; init; }

    /// <summary>Waits for a key, if lines can be edited; null otherwise.</summary>
    public Func<ConsoleKeyInfo>? NextKey { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public Func<int>? Width { get; init; }

    /// <summary>Whether a person sees <see cref="Errors"/>.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>The bytes of standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = static () => Stream.Null;

    /// <summary>The bytes of <see cref="Output"/>.</summary>
    public Func<Stream> OpenOutput { get; init; } = static () => Stream.Null;

    /// <summary>
    /// Standard output for a node, which does not wait for a reader. Do not use it together with <see cref="Output"/>.
    /// </summary>
    public Func<IOutput> PumpOutput { get; init; } = static () => new OutputPump(TextWriter.Null, "output");

    /// <summary>The same for standard error.</summary>
    public Func<IOutput> PumpErrors { get; init; } = static () => new OutputPump(TextWriter.Null, "errors");

    /// <summary>
    /// The streams of this process. A stream that the process was not given is empty, or discards its text.
    /// </summary>
    public static Streams OfProcess()
    {
        // A library that writes to the console directly must not spoil a file.
        if (!Descriptor.IsInherited(Descriptor.Output)) Console.SetOut(TextWriter.Null);
        if (!Descriptor.IsInherited(Descriptor.Errors)) Console.SetError(TextWriter.Null);
        var hasInput = Descriptor.IsInherited(Descriptor.Input);
        var isTerminal = hasInput && !Console.IsInputRedirected && !Console.IsOutputRedirected;

        // This question to Spectre also switches a Windows console to escape sequences.
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
            OpenOutput = Descriptor.IsInherited(Descriptor.Output)
                ? Console.OpenStandardOutput
                : static () => Stream.Null,
            HasColours = isAnsi && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
                && AnsiConsole.Profile.Capabilities.ColorSystem != ColorSystem.NoColors,
            NextKey = isAnsi ? static () => Console.ReadKey(intercept: true) : null,
            Width = isAnsi ? static () => Console.WindowWidth : null,
        };
    }
    private static OutputPump Pump(int descriptor, TextWriter console, string name)
    {
        if (!Descriptor.IsInherited(descriptor)) return new OutputPump(TextWriter.Null, name);
        var writer = OperatingSystem.IsWindows()
            ? console
            : new StreamWriter(new DescriptorStream(descriptor), console.Encoding);
        return new OutputPump(writer, name);
    }
}
