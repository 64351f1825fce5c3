using System.Text;
using P2PChain.Node.Commands;

namespace P2PChain.Node.Screen;

/// <summary>
/// Writes a stream on a thread of its own. A stopped reader or a paused terminal blocks only that thread. The thread
/// does not keep the process alive.
/// </summary>
internal sealed class OutputPump : IOutput
{
    private const int CharsMax = 1 << 20;

    private readonly TextWriter _writer;
    private readonly object _gate = new();
    private readonly StringBuilder _waiting = new();
    private readonly TaskCompletionSource<OutputException> _lost =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _written;

    /// <summary>Starts the thread.</summary>
    /// <param name="writer">The stream; it may block.</param>
    /// <param name="name">The thread's name.</param>
    public OutputPump(TextWriter writer, string name)
    {
        _writer = writer;
        new Thread(WriteAll) { IsBackground = true, Name = name }.Start();
    }

    /// <inheritdoc/>
    public bool HasRoom
    {
        get
        {
            lock (_gate) return _waiting.Length < CharsMax;
        }
    }

    /// <inheritdoc/>
    public Task<OutputException> Lost => _lost.Task;

    /// <inheritdoc/>
    public void Post(string text)
    {
        lock (_gate)
        {
            if (_lost.Task.IsCompleted) return;
            _waiting.Append(text);
            _written ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Monitor.Pulse(_gate);
        }
    }

    /// <inheritdoc/>
    public Task WrittenAsync()
    {
        lock (_gate) return _written?.Task ?? Task.CompletedTask;
    }

    private void WriteAll()
    {
        while (TryWrite(Take()))
        {
        }
    }

    private string Take()
    {
        lock (_gate)
        {
            if (_waiting.Length == 0) OnWritten();
            while (_waiting.Length == 0) Monitor.Wait(_gate);
            var text = _waiting.ToString();
            _waiting.Clear();
            return text;
        }
    }

    private bool TryWrite(string text)
    {
        try
        {
            _writer.Write(text);
            _writer.Flush();
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            lock (_gate)
            {
                _lost.SetResult(new OutputException(error));
                _waiting.Clear();
                OnWritten();
            }

            return false;
        }
    }

    private void OnWritten()
    {
        _written?.SetResult();
        _written = null;
    }
}
