namespace P2PChain.Node.Screen;

/// <summary>
/// Lines of a reader that can only be waited for by blocking, as standard input is. A thread of its own does the waiting, reads
/// no further than was asked, and does not keep the process alive.
/// </summary>
internal sealed class LineSource
{
    private readonly TextReader _reader;
    private readonly object _gate = new();
    private TaskCompletionSource<string?>? _wanted;
    private bool _hasEnded;

    /// <summary>Starts the thread.</summary>
    public LineSource(TextReader reader)
    {
        _reader = reader;
        new Thread(ReadLines) { IsBackground = true, Name = "console lines" }.Start();
    }

    /// <summary>The next line; null at the end of input. Not to be called again before it has completed.</summary>
    public Task<string?> NextAsync()
    {
        lock (_gate)
        {
            if (_hasEnded) return Task.FromResult<string?>(null);
            _wanted = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            Monitor.Pulse(_gate);
            return _wanted.Task;
        }
    }

    private void ReadLines()
    {
        while (true)
        {
            WaitForWish();
            var line = ReadLine();
            lock (_gate)
            {
                _hasEnded = line is null;
                _wanted!.SetResult(line);
                _wanted = null;
                if (_hasEnded) return;
            }
        }
    }

    private void WaitForWish()
    {
        lock (_gate)
        {
            while (_wanted is null) Monitor.Wait(_gate);
        }
    }

    private string? ReadLine()
    {
        try
        {
            return _reader.ReadLine();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            return null; // a terminal that went away is the end of input
        }
    }
}
