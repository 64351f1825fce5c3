using Akka.Dispatch;

namespace P2PChain.Simulation.Engine;

/// <summary>
/// One process of the simulated world: its actors run, wait, or are gone together, and share a clock.
/// </summary>
public sealed class Domain(string name)
{
    private readonly List<(string Path, IRunnable Run)> _held = [];
    private double _rate = 1;
    private TimeSpan _offset;
    private bool _isPaused;

    public string Name { get; } = name;

    /// <summary>A crash: nothing of it ever runs again.</summary>
    public bool IsDead { get; private set; }

    /// <summary>How far its wall clock is ahead of the true time at this moment.</summary>
    public TimeSpan OffsetAt(TimeSpan elapsed) => _offset + (elapsed * (_rate - 1));

    /// <summary>Its monotonic clock: drifts, and never jumps.</summary>
    public TimeSpan ElapsedAt(TimeSpan elapsed) => elapsed * _rate;

    /// <summary>How long a wait of its own takes in true time.</summary>
    public TimeSpan TrueDelay(TimeSpan delay) => delay / _rate;

    /// <summary>Sets its clock; drift in parts per million.</summary>
    public void SetClock(TimeSpan offset, double driftPpm, TimeSpan elapsed)
    {
        _rate = 1 + (driftPpm / 1_000_000);
        _offset = offset - (elapsed * (_rate - 1));
    }

    public void Kill()
    {
        IsDead = true;
        _held.Clear();
    }

    public void Pause() => _isPaused = true;

    /// <summary>Goes on; what should have run meanwhile is handed to <paramref name="execute"/>.</summary>
    public void Resume(Action<string, IRunnable> execute)
    {
        _isPaused = false;
        foreach (var (path, run) in _held) execute(path, run);
        _held.Clear();
    }

    /// <summary>Whether a run may not happen now; one of a paused domain is kept for later.</summary>
    public bool Holds(string path, IRunnable run)
    {
        if (_isPaused && !IsDead) _held.Add((path, run));
        return IsDead || _isPaused;
    }
}
