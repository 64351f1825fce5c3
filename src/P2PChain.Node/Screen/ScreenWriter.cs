using System.Collections.Immutable;
using P2PChain.Node.Commands;

namespace P2PChain.Node.Screen;

/// <summary>
/// The one place that writes to the console: each answer and each piece of news goes out as whole lines, even while a prompt
/// waits. Safe to call from any thread; never blocks.
/// </summary>
/// <param name="output">Where answers and news go.</param>
/// <param name="errors">Where talk goes; the same as the output where both are one terminal.</param>
/// <param name="style">What the far end of the output can show.</param>
/// <param name="width">Columns of the terminal, where lines are edited.</param>
internal sealed class ScreenWriter(IOutput output, IOutput errors, ScreenStyle style, Func<int>? width = null)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _terminalLost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _prompt;
    private (string Text, int Cursor) _typed = ("", 0);
    private long _newsLeftOut;
    private bool _hasProgress;

    /// <summary>Completes when the output cannot be written any more; what is written afterwards is lost.</summary>
    public Task<OutputException> OutputLost => output.Lost;

    /// <summary>Completes when the terminal from which lines come is gone.</summary>
    public Task TerminalLost => _terminalLost.Task;

    /// <summary>The terminal is gone: no key comes from it any more.</summary>
    public void LoseTerminal() => _terminalLost.TrySetResult();

    /// <summary>Completes when all that was written so far is on its way to its reader, or lost.</summary>
    public Task WrittenAsync() => Task.WhenAll(output.WrittenAsync(), errors.WrittenAsync());

    /// <summary>Writes lines; those of one call stand together.</summary>
    public void Write(ImmutableArray<ScreenLine> lines)
    {
        if (lines.IsEmpty) return;
        var text = ScreenLayout.Text(lines, style);
        lock (_gate)
        {
            if (_prompt is null) output.Post(text);
            else output.Post((style.EditsLines ? Erased() : "\n") + text + Row());
        }
    }

    /// <summary>Shows how far something is, on a row above the prompt that is drawn anew each time.</summary>
    /// <returns>False where that cannot be, and nothing was written.</returns>
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

    /// <summary>Writes news, which is left out where much waits for a reader that has stopped: news comes without end.</summary>
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
                lines = [ScreenLine.Of($"{Spoken.Count(_newsLeftOut, "line")} of news left out, because standard output was not read", Tone.Notice), line];
            _newsLeftOut = 0;
            Write(lines);
        }
    }

    /// <summary>Writes a line of talk to standard error; left out where much waits there already.</summary>
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

    /// <summary>Asks for a line; news that comes meanwhile is written above, and the prompt again below it.</summary>
    public void Prompt(string text)
    {
        lock (_gate)
        {
            (_prompt, _typed, _hasProgress) = (text, ("", 0), false);
            output.Post(Row());
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
            output.Post(Row());
        }
    }

    /// <summary>Nobody waits for a line any more: whatever is written next, here or by the shell, starts on a line of its own.</summary>
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

            // A terminal shows what is typed; a transcript of a pipe would lack it, and its answers would follow the prompt
            // on the same line.
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
