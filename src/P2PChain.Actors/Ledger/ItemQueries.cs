using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using static P2PChain.Actors.Ledger.ChainProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>What the ledger knows of single items: a bounded look at the disk, and at what waits.</summary>
internal sealed class ItemQueries(ChainState chain, IChainStore store)
{
    /// <summary>Longest history of one answer; each move costs a look into its block.</summary>
    private const int MovesMax = 50;

    /// <summary>An item's holder, latest moves, and what waits for it.</summary>
    public ItemRecord Record(GetItem ask)
    {
        // One more than is told says whether there are older ones.
        var count = Math.Clamp(ask.MovesMax, 1, MovesMax);
        var moves = store.History(ask.Uid, count + 1);
        return new ItemRecord(ask.Uid, chain.Custody.Find(ask.Uid), [.. moves.Take(count)], [.. chain.Pool.WaitingFor(ask.Uid)])
        {
            HasOlder = moves.Length > count,
            Similar = SimilarTo(ask.Uid),
        };
    }

    /// <summary>Known ids that people may take for those asked for.</summary>
    public SimilarItems Similar(GetSimilar ask) =>
        new(ask.Ticket, [.. ask.Uids.Select(uid => KeyValuePair.Create(uid, SimilarTo(uid))).Where(pair => !pair.Value.IsEmpty)]);

    private ImmutableArray<ItemId> SimilarTo(ItemId uid) =>
    [
        .. store.Similar(uid).Concat(chain.Pool.Items.Where(waiting => SimilarId.Is(waiting, uid))).Distinct().Order(),
    ];
}
