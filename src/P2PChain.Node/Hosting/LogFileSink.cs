using System.Text;
using P2PChain.Storage;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.File;

namespace P2PChain.Node.Hosting;

/// <summary>
/// The log's files. If the current one was moved, removed or cut, as by logrotate, the next line goes to the end of the
/// file of that name.
/// </summary>
/// <param name="open">Makes the logger that writes the files.</param>
internal sealed class LogFileSink(Func<FileLifecycleHooks, Logger> open) : ILogEventSink, IDisposable
{
    private readonly Lock _gate = new();
    private readonly OpenedPath _opened = new();
    private Logger? _files;
    private FileIdentity? _written;

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        lock (_gate)
        {
            if (_files is not null && HasChanged())
            {
                _files.Dispose();
                _files = null;
            }

            _files ??= open(_opened);
            _files.Write(logEvent);
            _written = Now();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _files?.Dispose();
    }

    private bool HasChanged() =>
        _written is { } written && (!written.IsSameFile(Now()) || Now() is { } now && now.Length < written.Length);

    private FileIdentity? Now() =>
        _opened.Path is { } path && FileIdentity.TryGet(path, out var identity) ? identity : null;

    /// <summary>Records the last opened file: one per day, or more.</summary>
    private sealed class OpenedPath : FileLifecycleHooks
    {
        public string? Path { get; private set; }

        public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
        {
            Path = path;
            return underlyingStream;
        }
    }
}
