using System.Globalization;
using P2PChain.Node.Screen;
using Serilog.Core;
using Serilog.Events;

namespace P2PChain.Node.Hosting;

/// <summary>
/// Shows warnings and errors of the log at the console. Until the node runs they are kept: a failed start prints one
/// sentence and nothing else.
/// </summary>
internal sealed class WarningSink(ScreenWriter screen) : ILogEventSink
{
    private const int KeptMax = 20;

    private readonly Lock _gate = new();
    private readonly List<string> _kept = [];
    private bool _isOpen;

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        var message = logEvent.RenderMessage(CultureInfo.InvariantCulture);
        lock (_gate)
            Show($"{(logEvent.Level == LogEventLevel.Warning ? "warning" : "error")}: {message}");
    }

    /// <summary>Shows the kept events, and from now on each at once.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
            foreach (var line in _kept) screen.WriteError(line);
            _kept.Clear();
        }
    }

    /// <summary>Shows only the reason of the end from now on.</summary>
    /// <param name="reason">One sentence; null if all is well.</param>
    public void Close(string? reason)
    {
        lock (_gate)
        {
            _isOpen = false;
            if (reason is not null) screen.WriteError(reason);
        }
    }

    private void Show(string line)
    {
        if (_isOpen) screen.WriteError(line);
        else if (_kept.Count < KeptMax) _kept.Add(line);
    }
}
