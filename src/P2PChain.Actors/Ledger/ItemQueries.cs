using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using static P2PChain.Actors.Ledger.ChainProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>Answers questions about single items from a view and the archive. Each answer is bounded.</summary>
internal sealed class ItemQueries(LedgerView view, IBlockArchive archive)
{
    /// <summary>The most moves in one answer. Each costs a read of its block.</summary>
    private const int MovesMax = 50;

    /// <summary>An item's holder, its latest moves, and its waiting transactions.</summary>
    public ItemRecord Record(GetItem ask)
    {
        // One move beyond the limit shows that there are older ones. The archive may be a block ahead of the view.
        var count = Math.Clamp(ask.MovesMax, 1, MovesMax);
        var moves = archive.History(ask.Uid, count + 1).Where(move => move.Height <= view.Tip.Height).ToList();
        return new ItemRecord(
            ask.Uid, view.Custody.Find(ask.Uid), [.. moves.Take(count)], [.. view.Pool.WaitingFor(ask.Uid)])
        {
            HasOlder = moves.Count > count,
            Similar = SimilarTo(ask.Uid),
        };
    }

    /// <summary>For each item the known ids that people may confuse with it.</summary>
    public SimilarItems Similar(GetSimilar ask) => new(
        ask.Ticket,
        [
            .. ask.Uids.Select(uid => KeyValuePair.Create(uid, SimilarTo(uid))).Where(pair => !pair.Value.IsEmpty),
        ]);

    private ImmutableArray<ItemId> SimilarTo(ItemId uid) =>
    [
        .. archive.Similar(uid).Concat(view.Pool.Items.Where(waiting => SimilarId.Is(waiting, uid))).Distinct().Order(),
    ];
}
