using System.Collections.Immutable;
using P2PChain.Node.Commands;

namespace P2PChain.Node.Screen;

/// <summary>
/// The one place that writes to the console: each answer and each piece of news goes out as whole lines, even while a prompt
/// waits. Safe to call from any thread.
/// </summary>
internal sealed class ScreenWriter(TextWriter output, TextWriter errors, ScreenStyle style)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<OutputException> _outputLost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _prompt;

    /// <summary>Completes when the output cannot be written any more; what is written afterwards is lost.</summary>
    public Task<OutputException> OutputLost => _outputLost.Task;

    /// <summary>Writes lines; those of one call stand together.</summary>
    public void Write(ImmutableArray<ScreenLine> lines)
    {
        if (lines.IsEmpty) return;
        var text = ScreenLayout.Text(lines, style);
        lock (_gate)
        {
            Send((_prompt is null ? "" : "\n") + text + _prompt);
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
            if (besidePrompt) Send(_prompt!);
        }
    }

    /// <summary>Asks for a line; news that comes meanwhile is written above, and the prompt again below it.</summary>
    public void Prompt(string text)
    {
        lock (_gate)
        {
            _prompt = text;
            Send(text);
        }
    }

    /// <summary>Nobody waits for a line any more: whatever is written next, here or by the shell, starts on a line of its own.</summary>
    public void EndPrompt()
    {
        lock (_gate)
        {
            if (_prompt is null) return;
            _prompt = null;
            Send("\n");
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
            Send(SafeLine.Of(line ?? "") + "\n");
        }
    }

    private void Send(string text)
    {
        if (_outputLost.Task.IsCompleted) return;
        try
        {
            output.Write(text);
            output.Flush();
        }
        catch (OutputException error)
        {
            _outputLost.SetResult(error);
        }
    }
}
