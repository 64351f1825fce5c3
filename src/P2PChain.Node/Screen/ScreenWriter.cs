using System.Collections.Immutable;

namespace P2PChain.Node.Screen;

/// <summary>
/// The one place that writes to the console: each answer and each piece of news goes out as whole lines, even while a prompt
/// waits. Safe to call from any thread.
/// </summary>
internal sealed class ScreenWriter(TextWriter output, TextWriter errors, ScreenStyle style)
{
    private readonly Lock _gate = new();
    private string? _prompt;

    /// <summary>Writes lines; those of one call stand together.</summary>
    public void Write(ImmutableArray<ScreenLine> lines)
    {
        if (lines.IsEmpty) return;
        var text = ScreenLayout.Text(lines, style);
        lock (_gate)
        {
            output.Write((_prompt is null ? "" : "\n") + text + _prompt);
            output.Flush();
        }
    }

    /// <summary>Writes a line of talk to standard error.</summary>
    public void WriteError(string line)
    {
        var text = SafeLine.Of(line) + "\n";
        lock (_gate)
        {
            var besidePrompt = style.IsTerminal && _prompt is not null;
            errors.Write(besidePrompt ? "\n" + text : text);
            errors.Flush();
            if (!besidePrompt) return;
            output.Write(_prompt);
            output.Flush();
        }
    }

    /// <summary>Asks for a line; news that comes meanwhile is written above, and the prompt again below it.</summary>
    public void Prompt(string text)
    {
        lock (_gate)
        {
            _prompt = text;
            output.Write(text);
            output.Flush();
        }
    }

    /// <summary>Nobody waits for a line any more: whatever is written next, here or by the shell, starts on a line of its own.</summary>
    public void EndPrompt()
    {
        lock (_gate)
        {
            if (_prompt is null) return;
            _prompt = null;
            output.Write("\n");
            output.Flush();
        }
    }

    /// <summary>A line has come, or the input has ended.</summary>
    /// <param name="line">The line; null at the end of input.</param>
    public void Entered(string? line)
    {
        lock (_gate)
        {
            _prompt = null;

            // A terminal shows what is typed; a transcript of a pipe would lack it, and its answers would follow the prompt
            // on the same line.
            if (style.IsTerminal && line is not null) return;
            output.Write(SafeLine.Of(line ?? "") + "\n");
            output.Flush();
        }
    }
}
