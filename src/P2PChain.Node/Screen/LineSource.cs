namespace P2PChain.Node.Screen;

/// <summary>
/// Lines without blocking. A thread of its own blocks instead. It reads no further than asked, and does not keep the
/// process alive.
/// </summary>
internal sealed class LineSource
{
    private readonly ILines _lines;
    private readonly object _gate = new();
    private TaskCompletionSource<InputLine?>? _wanted;
    private bool _hasEnded;

    /// <summary>Starts the thread.</summary>
    public LineSource(ILines lines)
    {
        _lines = lines;
        new Thread(ReadLines) { IsBackground = true, Name = "console lines" }.Start();
    }

    /// <summary>The next line; null at the end of input. Do not call it again before it has completed.</summary>
    public Task<InputLine?> NextAsync()
    {
        lock (_gate)
        {
            if (_hasEnded) return Task.FromResult<InputLine?>(null);
            _wanted = new TaskCompletionSource<InputLine?>(TaskCreationOptions.RunContinuationsAsynchronously);
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

    private InputLine? ReadLine()
    {
        try
        {
            return _lines.Read();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException
            or UnauthorizedAccessException or InvalidOperationException)
        {
            return null; // a terminal that went away is the end of input
        }
    }
}
