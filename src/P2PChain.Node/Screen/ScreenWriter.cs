using System.Collections.Immutable;
using P2PChain.Node.Commands;

namespace P2PChain.Node.Screen;

/// <summary>
/// The one place that writes to the console: each answer and each piece of news goes out as whole lines, even while a prompt
/// waits. Safe to call from any thread.
/// </summary>
/// <param name="output">Where answers and news go.</param>
/// <param name="errors">Where talk goes.</param>
/// <param name="style">What the far end of the output can show.</param>
/// <param name="width">Columns of the terminal, where lines are edited.</param>
internal sealed class ScreenWriter(TextWriter output, TextWriter errors, ScreenStyle style, Func<int>? width = null)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<OutputException> _outputLost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _prompt;
    private (string Text, int Cursor) _typed = ("", 0);

    /// <summary>Completes when the output cannot be written any more; what is written afterwards is lost.</summary>
    public Task<OutputException> OutputLost => _outputLost.Task;

    /// <summary>Writes lines; those of one call stand together.</summary>
    public void Write(ImmutableArray<ScreenLine> lines)
    {
        if (lines.IsEmpty) return;
        var text = ScreenLayout.Text(lines, style);
        lock (_gate)
        {
            if (_prompt is null) Send(text);
            else Send((style.EditsLines ? TypedLine.Erased : "\n") + text + Row());
        }
    }

    /// <summary>Writes a line of talk to standard error.</summary>
    public void WriteError(string line)
    {
        var text = SafeLine.Of(line) + "\n";
        lock (_gate)
        {
            var besidePrompt = style.IsTerminal && _prompt is not null;
            if (besidePrompt && style.EditsLines) Send(TypedLine.Erased);
            errors.Write(besidePrompt && !style.EditsLines ? "\n" + text : text);
            errors.Flush();
            if (besidePrompt) Send(Row());
        }
    }

    /// <summary>Asks for a line; news that comes meanwhile is written above, and the prompt again below it.</summary>
    public void Prompt(string text)
    {
        lock (_gate)
        {
            (_prompt, _typed) = (text, ("", 0));
            Send(Row());
        }
    }

    /// <summary>Whether this prompt waits.</summary>
    public bool IsAt(string prompt)
    {
        lock (_gate) return _prompt == prompt;
    }

    /// <summary>Shows what is typed behind the prompt, where lines are edited.</summary>
    public void Type(string text, int cursor)
    {
        lock (_gate)
        {
            if (_prompt is null) return;
            _typed = (text, cursor);
            Send(Row());
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
            if (style.EditsLines) Send("\n");
            else if (!style.IsTerminal || line is null) Send(SafeLine.Of(line ?? "") + "\n");
        }
    }

    private string Row() => style.EditsLines
        ? TypedLine.Of(_prompt ?? "", _typed.Text, _typed.Cursor, width?.Invoke() ?? 0)
        : _prompt ?? "";

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
