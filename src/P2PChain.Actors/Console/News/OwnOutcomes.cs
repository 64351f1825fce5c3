using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Console.News;

/// <summary>
/// The news of this node's own transactions and items: one line each, or one for many of a kind. Of several outcomes of
/// a transaction the last one counts.
/// </summary>
internal sealed class OwnOutcomes
{
    /// <summary>More lines of one kind become a single line.</summary>
    private const int LinesMax = 5;

    private readonly Dictionary<(ItemId, Hash256), Line> _outcomes = [];
    private int _count;

    /// <summary>An outcome.</summary>
    /// <param name="outcome">The kind.</param>
    /// <param name="uid">The item.</param>
    /// <param name="txId">The own transaction; default if another key released the item.</param>
    /// <param name="news">The line for it.</param>
    public void Add(OwnOutcome outcome, ItemId uid, Hash256 txId, INews news) =>
        _outcomes[(uid, txId)] = new Line(_count++, uid, outcome, news);

    /// <summary>The lines for the outcomes since the last call.</summary>
    public IReadOnlyList<INews> Take()
    {
        List<INews> news = [];
        var inOrder = _outcomes.Values.OrderBy(static one => one.Order);
        foreach (var kind in inOrder.GroupBy(static one => one.Outcome).OrderBy(static kind => kind.Key))
        {
            INews[] each = [.. kind.Select(static one => one.News)];
            if (each.Length <= LinesMax) news.AddRange(each);
            else news.Add(new ManyOwnNews(kind.Key, [.. kind.Select(static one => one.Uid)], [.. each]));
        }
        _outcomes.Clear();
        return news;
    }

    private sealed record Line(int Order, ItemId Uid, OwnOutcome Outcome, INews News);
}
