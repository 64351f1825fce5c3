using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>
/// The height of the best chain an hour ago, as far as it still stands. Higher blocks came later, whatever their dates:
/// a node that fetches an old chain has not relied on it.
/// </summary>
/// <param name="loaded">The tip's height at the start of the node. The age of those blocks here is unknown.</param>
public sealed class StandingHeight(long loaded)
{
    /// <summary>The time that a block has to stand.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(1);

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    private readonly List<Mark> _marks = [];
    private long _height = loaded;

    /// <summary>The height up to which blocks have stood for an hour.</summary>
    public long At(Moment now) =>
        _marks.Where(mark => now.Since(mark.Last) >= Age).Select(mark => mark.Height).Append(_height).Max();

    /// <summary>The best chain has changed above <paramref name="fork"/>.</summary>
    public void OnMove(long fork, long tip, Moment now)
    {
        _height = Math.Min(At(now), fork);
        _marks.RemoveAll(mark => now.Since(mark.Last) >= Age);
        for (var i = 0; i < _marks.Count; i++) _marks[i] = _marks[i] with { Height = Math.Min(_marks[i].Height, fork) };
        if (_marks is [.., var latest] && now.Since(latest.First) < Step) _marks[^1] = new Mark(latest.First, now, tip);
        else _marks.Add(new Mark(now, now, tip));
    }

    private readonly record struct Mark(Moment First, Moment Last, long Height);
}
