using System.Collections.Immutable;
using P2PChain.Node.Commands;

namespace P2PChain.Node.Screen;

/// <summary>
/// The only writer of the console. Each answer and each piece of news is written as whole lines, even while a prompt
/// waits. Any thread may call it; it never blocks.
/// </summary>
/// <param name="output">The destination of answers and news.</param>
/// <param name="errors">The destination of warnings; the same as the output if both are one terminal.</param>
/// <param name="style">The abilities of the output's far end.</param>
/// <param name="width">Columns of the terminal, if lines are edited.</param>
internal sealed class ScreenWriter(IOutput output, IOutput errors, ScreenStyle style, Func<int>? width = null)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _terminalLost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _prompt;
    private (string Text, int Cursor) _typed = ("", 0);
    private long _newsLeftOut;
    private bool _hasProgress;

    /// <summary>Completes if the output cannot be written any more. Text written afterwards is lost.</summary>
    public Task<OutputException> OutputLost => output.Lost;

    /// <summary>Completes once the terminal of the input is gone.</summary>
    public Task TerminalLost => _terminalLost.Task;

    /// <summary>The terminal is gone: no more keys come.</summary>
    public void LoseTerminal() => _terminalLost.TrySetResult();

    /// <summary>Completes once all written text is on its way to its reader, or lost.</summary>
    public Task WrittenAsync() => Task.WhenAll(output.WrittenAsync(), errors.WrittenAsync());

    /// <summary>Writes lines. Those of one call stay together.</summary>
    public void Write(ImmutableArray<ScreenLine> lines)
    {
        if (lines.IsEmpty) return;
        var text = ScreenLayout.Text(lines, style with { Width = width?.Invoke() ?? 0 });
        lock (_gate)
        {
            if (_prompt is null) output.Post(text);
            else output.Post((style.EditsLines ? Erased() : "\n") + text + Row());
        }
    }

    /// <summary>Shows progress on a row above the prompt, which is redrawn each time.</summary>
    /// <returns>False if that is impossible, and nothing was written.</returns>
    public bool TryShowProgress(string text)
    {
        lock (_gate)
        {
            if (!style.EditsLines || _prompt is null || !output.HasRoom) return false;
            var room = TypedLine.Room(width?.Invoke() ?? 0);
            output.Post(Erased() + (text.Length <= room ? text : text[..room]) + "\n" + Row());
            return _hasProgress = true;
        }
    }

    /// <summary>Writes news. It is dropped if much text waits for a stopped reader, because news never ends.</summary>
    public void WriteNews(ScreenLine line)
    {
        ImmutableArray<ScreenLine> lines = [line];
        lock (_gate)
        {
            if (!output.HasRoom)
            {
                _newsLeftOut++;
                return;
            }

            if (_newsLeftOut > 0)
                lines =
                [
                    ScreenLine.Of(
                        $"{Spoken.Count(_newsLeftOut, "line")} of news left out, because standard output was not read",
                        Tone.Notice),
                    line,
                ];
            _newsLeftOut = 0;
            Write(lines);
        }
    }

    /// <summary>Writes a warning to standard error. It is dropped if much text waits there.</summary>
    public void WriteError(string line)
    {
        var text = SafeLine.Of(line) + "\n";
        lock (_gate)
        {
            if (!errors.HasRoom) return;
            var besidePrompt = style.IsTerminal && _prompt is not null;
            if (besidePrompt && style.EditsLines) output.Post(Erased());
            errors.Post(besidePrompt && !style.EditsLines ? "\n" + text : text);
            if (besidePrompt) output.Post(Row());
        }
    }

    /// <summary>Asks for a line. News that comes meanwhile is written above, and the prompt again below.</summary>
    public void Prompt(string text)
    {
        lock (_gate)
        {
            _prompt = text;
            _typed = ("", 0);
            _hasProgress = false;
            output.Post(Row());
        }
    }

    /// <summary>Whether this prompt waits.</summary>
    public bool IsAt(string prompt)
    {
        lock (_gate) return _prompt == prompt;
    }

    /// <summary>Shows the typed text behind the prompt, if lines are edited.</summary>
    public void Type(string text, int cursor)
    {
        lock (_gate)
        {
            if (_prompt is null) return;
            _typed = (text, cursor);
            output.Post(Row());
        }
    }

    /// <summary>Ends the prompt: the next text, here or by the shell, begins a new line.</summary>
    public void EndPrompt()
    {
        lock (_gate)
        {
            if (_prompt is null) return;
            _prompt = null;
            output.Post("\n");
        }
    }

    /// <summary>A line has come, or the input has ended.</summary>
    /// <param name="line">The line; null at the end of input.</param>
    public void Entered(string? line)
    {
        lock (_gate)
        {
            _prompt = null;

            // A terminal shows the typed line. Without it a transcript of a pipe would lack the line, and its answer
            // would follow the prompt.
            if (style.EditsLines) output.Post("\n");
            else if (!style.IsTerminal || line is null) output.Post(SafeLine.Of(line ?? "") + "\n");
        }
    }

    private string Erased()
    {
        var erased = _hasProgress ? TypedLine.ErasedWithRowAbove : TypedLine.Erased;
        _hasProgress = false;
        return erased;
    }

    private string Row() => style.EditsLines
        ? TypedLine.Of(_prompt ?? "", _typed.Text, _typed.Cursor, width?.Invoke() ?? 0)
        : _prompt ?? "";
}
