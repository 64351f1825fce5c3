using P2PChain.Node.Screen;

namespace P2PChain.Node.Commands;

/// <summary>
/// The progress of a long command, on one line of a terminal that is overwritten; nothing without a terminal.
/// </summary>
/// <param name="streams">Where to print.</param>
/// <param name="what">The counted things, such as <c>blocks checked</c>.</param>
internal sealed class ProgressLine(Streams streams, string what) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    private long _shownAt;
    private int _width;

    /// <summary>Shows the progress, now and then.</summary>
    /// <param name="done">The number done.</param>
    /// <param name="all">The total; null if unknown.</param>
    public void Report(long done, long? all)
    {
        if (!streams.ShowsProgress) return;
        var now = TimeProvider.System.GetTimestamp();
        if (_shownAt != 0 && TimeProvider.System.GetElapsedTime(_shownAt, now) < Every) return;
        _shownAt = now;
        var text = $"{Spoken.Height(done)}{(all is { } count ? $" of {Spoken.Height(count)}" : "")} {what}";
        streams.Errors.Write($"\r{text.PadRight(_width)}");
        _width = text.Length;
        streams.Errors.Flush();
    }

    /// <summary>Wipes the line.</summary>
    public void Dispose()
    {
        if (_width > 0) streams.Errors.Write($"\r{new string(' ', _width)}\r");
        _width = 0;
    }
}
