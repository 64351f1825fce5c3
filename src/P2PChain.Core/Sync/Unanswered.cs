using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>
/// The requests that one peer let wait too long. Any answer, in time or late and to whichever request, shows that it is at it: behind what
/// a slow line still carries everything is late, and that is no offence.
/// </summary>
public sealed class Unanswered
{
    /// <summary>Requests without any answer between them at which the connection is over.</summary>
    public const int Max = 3;

    /// <summary>For how long each counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Queue<Moment> _times = new();

    /// <summary>The time for a request is up.</summary>
    /// <returns>Whether it is one too many.</returns>
    public bool Add(Moment now)
    {
        while (_times.TryPeek(out var first) && now.Since(first) >= Window) _times.Dequeue();
        _times.Enqueue(now);
        return _times.Count >= Max;
    }

    /// <summary>Something came that it was asked for.</summary>
    public void OnAnswer() => _times.Clear();
}
