using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>
/// One peer's requests without an answer in time. Any answer, in time or late and to any request, shows that the peer
/// works: on a slow line everything is late, and that is no offence.
/// </summary>
public sealed class Unanswered
{
    /// <summary>The number of requests without any answer between them that ends the connection.</summary>
    public const int Max = 3;

    /// <summary>The time for which each counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Queue<Moment> _times = new();

    /// <summary>A request was not answered in time.</summary>
    /// <returns>Whether it is one too many.</returns>
    public bool Add(Moment now)
    {
        while (_times.TryPeek(out var first) && now.Since(first) >= Window) _times.Dequeue();
        _times.Enqueue(now);
        return _times.Count >= Max;
    }

    /// <summary>A requested message came.</summary>
    public void OnAnswer() => _times.Clear();
}
