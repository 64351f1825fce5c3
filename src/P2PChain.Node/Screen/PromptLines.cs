namespace P2PChain.Node.Screen;

/// <summary>The lines at the prompt, and their meaning.</summary>
/// <param name="lines">The source of lines.</param>
/// <param name="screen">Shows the prompt.</param>
internal sealed class PromptLines(LineSource lines, ScreenWriter screen)
{
    private bool _hasEnded;

    /// <summary>Whether a line has come.</summary>
    public bool HaveCome { get; private set; }

    /// <summary>Reads a line and the answers that it needs.</summary>
    /// <returns>Its meaning; null at the end of input.</returns>
    public async Task<Entry?> ReadAsync(CancellationToken stop)
    {
        if (_hasEnded) return null;
        if (await NextAsync(ConsoleGrammar.Prompt, stop).ConfigureAwait(false) is not { } line) return null;
        var entry = Meaning(line, ConsoleGrammar.Read);
        while (entry is Entry.Ask ask)
        {
            entry = await NextAsync(ask.Prompt, stop).ConfigureAwait(false) is { } answer
                ? Meaning(answer, ask.Next)
                : Entry.Say.Wrong("The input ended before the answer, so nothing was done.");
        }

        return entry;
    }

    private static Entry Meaning(InputLine line, Func<string, Entry> read) =>
        line.Problem is { } problem ? Entry.Say.Wrong(problem) : read(line.Text);

    private async Task<InputLine?> NextAsync(string prompt, CancellationToken stop)
    {
        // A script goes on once its answers are read, so they do not pile up.
        await screen.WrittenAsync().WaitAsync(stop).ConfigureAwait(false);
        screen.Prompt(prompt);
        var line = await lines.NextAsync().WaitAsync(stop).ConfigureAwait(false);
        screen.Entered(line?.Text);
        HaveCome |= line is not null;
        _hasEnded |= line is null;
        return line;
    }
}
