using P2PChain.Node.Screen;

namespace P2PChain.Node.Commands;

/// <summary>How far a long command is, on one line of a terminal that is written over; nothing where nobody watches.</summary>
/// <param name="streams">Where to print.</param>
/// <param name="what">What is counted, such as <c>blocks checked</c>.</param>
internal sealed class ProgressLine(Streams streams, string what) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    private long _shownAt;
    private int _width;

    /// <summary>Shows it, now and then.</summary>
    /// <param name="done">How many are done.</param>
    /// <param name="all">Of how many; null when nobody knows.</param>
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
