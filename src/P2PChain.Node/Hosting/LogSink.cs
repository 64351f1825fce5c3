using System.Globalization;
using P2PChain.Node.Screen;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace P2PChain.Node.Hosting;

/// <summary>
/// Shows the log on standard output. If that is not read, lines are dropped: the node goes on, and the log's files have
/// all lines.
/// </summary>
internal sealed class LogSink(IOutput output) : ILogEventSink
{
    private readonly MessageTemplateTextFormatter _formatter = new(NodeLog.Line, CultureInfo.InvariantCulture);
    private readonly Lock _gate = new();
    private long _leftOut;

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        _formatter.Format(logEvent, text);
        lock (_gate)
        {
            if (!output.HasRoom)
            {
                _leftOut++;
                return;
            }

            if (_leftOut > 0)
                output.Post(
                    $"{Spoken.Count(_leftOut, "line")} left out here, because standard output was not read; "
                    + "the log's files have all\n");
            _leftOut = 0;
            output.Post(text.ToString());
        }
    }
}
