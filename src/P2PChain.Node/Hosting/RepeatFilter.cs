using System.Globalization;
using Serilog.Core;
using Serilog.Events;

namespace P2PChain.Node.Hosting;

/// <summary>
/// Lets a warning or an error through once in ten seconds: what is tried a hundred times a second, as accepting connections is
/// for want of files, would fill screen and log with one sentence. What is no warning always passes.
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
            // A clock that was set back lets it pass.
            if (_told.TryGetValue(text, out var told) && (logEvent.Timestamp - told).Duration() < Quiet) return false;
            if (_told.Count >= TextsMax) _told.Clear();
            _told[text] = logEvent.Timestamp;
            return true;
        }
    }
}
