using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace P2PChain.Node.Tests.Processes;

/// <summary>What went in and out of a process, line by line, for waiting and for telling.</summary>
internal sealed class ProcessTranscript
{
    public const string Input = "in ";
    public const string Output = "out";
    public const string Errors = "err";

    private readonly Lock _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<(TimeSpan At, string Stream, string Line)> _entries = [];
    private readonly Dictionary<string, int> _next = new() { [Output] = 0, [Errors] = 0 };
    private readonly HashSet<string> _ended = [];
    private TaskCompletionSource _changed = NewSignal();

    public void Add(string stream, string line)
    {
        lock (_gate)
        {
            _entries.Add((_watch.Elapsed, stream, line));
            Signal();
        }
    }

    public void End(string stream)
    {
        lock (_gate)
        {
            _ended.Add(stream);
            Signal();
        }
    }

    public IReadOnlyList<string> Lines(string stream)
    {
        lock (_gate)
        {
            return [.. _entries.Where(entry => entry.Stream == stream).Select(static entry => entry.Line)];
        }
    }

    public async Task<Match> ExpectAsync(string stream, string pattern, TimeSpan timeout, bool fromStart)
    {
        var regex = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
        var waited = Stopwatch.StartNew();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (Find(stream, regex, fromStart) is { } match) return match;
                if (_ended.Contains(stream)) break;
                changed = _changed.Task;
            }

            var left = timeout - waited.Elapsed;
            if (left <= TimeSpan.Zero || await Task.WhenAny(changed, Task.Delay(left)) != changed) break;
        }

        Assert.Fail($"No line of {stream} like {pattern} within {timeout.TotalSeconds} s.\n{this}");
        throw new UnreachableException();
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        lock (_gate)
        {
            foreach (var (at, stream, line) in _entries)
                text.Append(CultureInfo.InvariantCulture, $"{at.TotalSeconds,8:0.000} {stream}| {line}\n");
        }

        return text.ToString();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Match? Find(string stream, Regex regex, bool fromStart)
    {
        for (var at = fromStart ? 0 : _next[stream]; at < _entries.Count; at++)
        {
            if (_entries[at].Stream != stream || regex.Match(_entries[at].Line) is not { Success: true } match) continue;
            if (!fromStart) _next[stream] = at + 1;
            return match;
        }

        return null;
    }

    private void Signal()
    {
        _changed.SetResult();
        _changed = NewSignal();
    }
}
