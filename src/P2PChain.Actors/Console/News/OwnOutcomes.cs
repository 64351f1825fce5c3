using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Console.News;

/// <summary>
/// What became of this node's own transactions and items: a line each, or one line where there are many of a kind. Of several
/// outcomes of one transaction the last one counts.
/// </summary>
internal sealed class OwnOutcomes
{
    /// <summary>More lines of a kind than this become one.</summary>
    private const int LinesMax = 5;

    private readonly Dictionary<(ItemId, Hash256), (int Order, ItemId Uid, OwnOutcome Outcome, INews News)> _outcomes = [];
    private int _count;

    /// <summary>An outcome.</summary>
    /// <param name="outcome">The kind.</param>
    /// <param name="uid">The item.</param>
    /// <param name="txId">The own transaction; none where another key released the item.</param>
    /// <param name="news">The line for it.</param>
    public void Add(OwnOutcome outcome, ItemId uid, Hash256 txId, INews news) => _outcomes[(uid, txId)] = (_count++, uid, outcome, news);

    /// <summary>The lines for all that was added since the last time.</summary>
    public IReadOnlyList<INews> Take()
    {
        List<INews> news = [];
        foreach (var kind in _outcomes.Values.OrderBy(static one => one.Order).GroupBy(static one => one.Outcome).OrderBy(static kind => kind.Key))
        {
            var all = kind.ToList();
            if (all.Count <= LinesMax) news.AddRange(all.Select(static one => one.News));
            else news.Add(new ManyOwnNews(kind.Key, [.. all.Select(static one => one.Uid)], [.. all.Select(static one => one.News)]));
        }
        _outcomes.Clear();
        return news;
    }
}
