using System.Globalization;
using Serilog.Core;
using Serilog.Events;

namespace P2PChain.Node.Hosting;

/// <summary>
/// Passes a repeated warning or error once in ten seconds. An attempt that fails a hundred times a second, such as
/// accepting without free files, would fill screen and log with one sentence. Other events always pass.
/// </summary>
internal sealed class RepeatFilter : ILogEventFilter
{
    private const int TextsMax = 256;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _told = [];

    /// <inheritdoc/>
    public bool IsEnabled(LogEvent logEvent)
    {
        if (logEvent.Level < LogEventLevel.Warning) return true;
        var text = logEvent.RenderMessage(CultureInfo.InvariantCulture);
        lock (_gate)
        {
            // After the clock was set back the event passes.
            if (_told.TryGetValue(text, out var told) && (logEvent.Timestamp - told).Duration() < Quiet) return false;
            if (_told.Count >= TextsMax) _told.Clear();
            _told[text] = logEvent.Timestamp;
            return true;
        }
    }
}
