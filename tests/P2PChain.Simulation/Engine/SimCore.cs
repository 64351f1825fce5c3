using Akka.Dispatch;

namespace P2PChain.Simulation.Engine;

/// <summary>
/// The one thread of a simulated world: what is ready to run, what is due later, and the time. Which of several ready
/// mailboxes runs next is drawn from the seed; time moves on only by what is drawn here.
/// </summary>
/// <remarks>
/// Ready runs are kept in the order of their paths: Akka's child containers enumerate by string hashes, which differ
/// from process to process, so the order in which mailboxes become ready must not matter.
/// </remarks>
public sealed class SimCore
{
    /// <summary>When every world begins: an hour after the demo network's genesis.</summary>
    public static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_766_624_400_000);

    private const int StepMicrosMax = 20;
    private const int ReadingMicrosMax = 20;
    private const int ReadingsPerPause = 1_000;
    private const int PauseMicrosMax = 20_000;
    private const int SeedsPerSlowReading = 4;

    private readonly PriorityQueue<(Domain? Of, Action Do), (long Due, long Number)> _due = new();
    private readonly List<(string Path, IRunnable Run)> _ready = [];
    private readonly Dictionary<string, Domain> _domains = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Random _random;
    private readonly Random? _readings;
    private long _numbers;

    public SimCore(long seed)
    {
        Seed = seed;
        _random = NewRandom("schedule");
        var readings = NewRandom("readings");
        _readings = readings.Next(SeedsPerSlowReading) == 0 ? readings : null;
        Trace = new Trace(this);
    }

    public long Seed { get; }

    /// <summary>True time since the world began.</summary>
    public TimeSpan Elapsed { get; private set; }

    public Trace Trace { get; }

    /// <summary>
    /// Whether each step takes time. All nodes share it, as if they ran on one processor: too slow for very many.
    /// </summary>
    public bool StepsTakeTime { get; set; } = true;

    /// <summary>The process that runs at this moment; null between steps and for the world's own code.</summary>
    public Domain? Running { get; private set; }

    /// <summary>Things that are due later.</summary>
    public int Timers => _due.Count;

    /// <summary>Mailbox runs so far.</summary>
    public long Steps { get; private set; }

    /// <summary>The wall clock of the running process.</summary>
    public DateTimeOffset Now => Start + Elapsed + (Running?.OffsetAt(Elapsed) ?? TimeSpan.Zero);

    /// <summary>
    /// The monotonic clock of the running process. In one seed of four time passes between two readings, rarely up to
    /// 20 ms: the machine did something else.
    /// </summary>
    public TimeSpan Monotonic
    {
        get
        {
            if (Running is not { } running) return Elapsed;
            if (StepsTakeTime && _readings is { } random)
            {
                var microsMax = random.Next(ReadingsPerPause) == 0 ? PauseMicrosMax : ReadingMicrosMax;
                Elapsed += TimeSpan.FromMicroseconds(random.Next(microsMax) + 1);
            }
            return running.ElapsedAt(Elapsed);
        }
    }

    /// <summary>Randomness of its own for each purpose, so that more of one draws nothing from another.</summary>
    public Random NewRandom(string purpose)
    {
        var fold = new Fold();
        fold.Add(Seed);
        fold.Add(purpose);
        return new Random((int)(fold.Value & int.MaxValue));
    }

    /// <summary>Actors under <c>/user/NAME</c> and <c>/user/NAME-…</c> belong to this domain.</summary>
    public Domain AddDomain(string name)
    {
        var domain = new Domain(name);
        _domains.Add(name, domain);
        return domain;
    }

    public Domain? DomainOf(IReadOnlyList<string> path) =>
        path.Count < 2 ? null : _domains.GetValueOrDefault(path[1].Split('-')[0]);

    /// <summary>A mailbox is ready to run. Called by the executor.</summary>
    /// <exception cref="InvalidOperationException">By a thread that is not the world's: no seed would repeat.</exception>
    public void Execute(string path, IRunnable run)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException(
                $"{path} was made ready by another thread: something escaped the simulation.");
        var (low, high) = (0, _ready.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(_ready[middle].Path, path) <= 0) low = middle + 1;
            else high = middle;
        }
        _ready.Insert(low, (path, run));
    }

    /// <summary>A path for what is no mailbox.</summary>
    public string NextPath() => FormattableString.Invariant($"~{_numbers++:d12}");

    /// <summary>Does something later in true time; nothing, once the domain whose doing it is is dead.</summary>
    public void After(TimeSpan delay, Action act, Domain? of = null) =>
        _due.Enqueue((of, act), ((Elapsed + delay).Ticks, _numbers++));

    /// <summary>Runs one ready mailbox; where none is ready, lets the next due thing happen.</summary>
    /// <returns>False when nothing is ready and nothing is due by <paramref name="until"/>: the time is that, then.</returns>
    public bool Step(TimeSpan until)
    {
        if (_due.TryPeek(out _, out var next) && next.Due <= Elapsed.Ticks)
        {
            Fire();
            return true;
        }
        if (_ready.Count > 0)
        {
            Run();
            return true;
        }
        if (_due.Count == 0 || next.Due > until.Ticks)
        {
            Elapsed = until;
            return false;
        }
        Elapsed = TimeSpan.FromTicks(next.Due);
        Fire();
        return true;
    }

    private void Fire()
    {
        var (of, act) = _due.Dequeue();
        if (of is { IsDead: true }) return;
        act();
    }

    private void Run()
    {
        var index = _random.Next(_ready.Count);
        var (path, run) = _ready[index];
        _ready.RemoveAt(index);
        var queue = (run as Mailbox)?.MessageQueue as SimInbox;
        if (queue?.Domain is { } domain && domain.Holds(path, run)) return;
        if (StepsTakeTime) Elapsed += TimeSpan.FromMicroseconds(_random.Next(StepMicrosMax) + 1);
        Steps++;
        Running = queue?.Domain;
        Trace.Begin(path);
        try
        {
            run.Run();
        }
        finally
        {
            Running = null;
            Trace.End();
        }
    }
}
