using System.Globalization;
using P2PChain.Actors;
using P2PChain.Node.Disk;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.File;

namespace P2PChain.Node.Hosting;

/// <summary>
/// Where the log goes: always to files in the log directory; without a console also to standard output; with one, warnings and
/// errors to standard error.
/// </summary>
internal static class NodeLog
{
    private const long FileBytesMax = 16 * 1024 * 1024;

    /// <summary>With the size above, the log takes at most 160 MiB of the disk.</summary>
    private const int FilesMax = 10;

    /// <summary>The template of a line.</summary>
    public const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {LogSource} {Message:lj}{NewLine}";

    /// <summary>Opens the log.</summary>
    /// <param name="settings">Level, and whether there is a console.</param>
    /// <param name="directory">Where its files are.</param>
    /// <param name="sink">Shows the log, or with a console its warnings and errors.</param>
    public static Logger Open(NodeSettings settings, LogDirectory directory, ILogEventSink sink)
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Is(Level(settings.LogLevel))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
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
            opened.Warning("Another node logs to {Directory:l} too: this node's lines are in {Name:l}-*.log", directory.Path, directory.Name);
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
    /// Akka.IO's actors tell how a socket failed as errors of the program, as where the other side resets a connection at once. Of
    /// what matters in it the node tells itself: who is not connected, and why.
    /// </summary>
    private static bool IsOfASocket(LogEvent logEvent) => Source(logEvent).Contains("/system/IO-TCP/", StringComparison.Ordinal);

    /// <summary>What the node's console warns of is news, and the screen shows news itself.</summary>
    private static bool IsNews(LogEvent logEvent) => Source(logEvent).Split('#')[0].EndsWith("/console", StringComparison.Ordinal);

    private static string Source(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue("LogSource", out var source) && source is ScalarValue { Value: string text } ? text : "";

    private static LogEventLevel Level(string name) => name switch
    {
        "debug" => LogEventLevel.Debug,
        "warning" => LogEventLevel.Warning,
        "error" => LogEventLevel.Error,
        _ => LogEventLevel.Information,
    };
}
