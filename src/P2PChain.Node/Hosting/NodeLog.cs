using System.Globalization;
using P2PChain.Actors;
using P2PChain.Node.Disk;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.File;

namespace P2PChain.Node.Hosting;

/// <summary>
/// The log: always files in the log directory; without a console also standard output; with one, warnings and errors on
/// standard error.
/// </summary>
internal static class NodeLog
{
    private const long FileBytesMax = 16 * 1024 * 1024;

    /// <summary>With this size the log takes at most 160 MiB of the disk.</summary>
    private const int FilesMax = 10;

    /// <summary>The template of a line.</summary>
    public const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {LogSource} {Message:lj}{NewLine}";

    /// <summary>Opens the log.</summary>
    /// <param name="settings">Level, and whether there is a console.</param>
    /// <param name="directory">The directory of its files.</param>
    /// <param name="sink">Shows the log, or with a console its warnings and errors.</param>
    public static Logger Open(NodeSettings settings, LogDirectory directory, ILogEventSink sink)
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Is(Level(settings.LogLevel))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Extensions.Hosting", LogEventLevel.Fatal) // the program reports it
            .Filter.With<RepeatFilter>()
            .WriteTo.Sink(new LogFileSink(hooks => Files(directory, hooks)));
        log.WriteTo.Logger(shown =>
        {
            shown.Filter.ByExcluding(IsOfASocket);
            if (settings.IsHeadless)
                shown.WriteTo.Sink(sink);
            else
                shown.Filter.ByExcluding(IsNews).WriteTo.Sink(sink, LogEventLevel.Warning);
        });
        var opened = log.CreateLogger();
        if (directory.IsShared)
            opened.Warning(
                "Another node logs to {Directory:l} too: this node's lines are in {Name:l}-*.log",
                directory.Path, directory.Name);
        return opened;
    }

    private static Logger Files(LogDirectory directory, FileLifecycleHooks hooks) => new LoggerConfiguration()
        .MinimumLevel.Verbose()
        .WriteTo.File(
            Path.Combine(directory.Path, directory.Name + "-.log"),
            outputTemplate: Line + "{Exception}", // stack traces are nowhere but here
            formatProvider: CultureInfo.InvariantCulture,
            rollingInterval: RollingInterval.Day,
            fileSizeLimitBytes: FileBytesMax,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: FilesMax,
            hooks: hooks)
        .CreateLogger();

    /// <summary>
    /// Whether an event comes from a socket's actor. Akka.IO reports failed sockets as errors of the program, as after
    /// a reset. The node itself reports the connections and the reasons.
    /// </summary>
    private static bool IsOfASocket(LogEvent logEvent) =>
        Source(logEvent).Contains("/system/IO-TCP/", StringComparison.Ordinal);

    /// <summary>Whether an event is a warning of the node's console. The screen shows that as news.</summary>
    private static bool IsNews(LogEvent logEvent) =>
        Source(logEvent).Split('#')[0].EndsWith("/console", StringComparison.Ordinal);

    private static string Source(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue("LogSource", out var source) && source is ScalarValue { Value: string text }
            ? text
            : "";

    private static LogEventLevel Level(string name) => name switch
    {
        "debug" => LogEventLevel.Debug,
        "warning" => LogEventLevel.Warning,
        "error" => LogEventLevel.Error,
        _ => LogEventLevel.Information,
    };
}
