using System.Collections.Immutable;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Http.Documents;

/// <summary>Something that happened on the node.</summary>
/// <param name="Type">
/// <c>block</c>, <c>reorganised</c>, <c>rewrite</c>, <c>own</c> (a transaction or an item of this site), <c>sync</c>,
/// <c>clock</c>, <c>twin</c> or <c>peer</c>.
/// </param>
/// <param name="Sentence">The line of the console.</param>
/// <param name="Height">The height of the block or of the new tip; null for others.</param>
/// <param name="Address">The address of the peer; null for others.</param>
/// <param name="Items">The items that moved, or may have.</param>
public sealed record EventDocument(
    string Type, string Sentence, long? Height, string? Address, ImmutableArray<string> Items)
    : Document("p2pchain.event/1")
{
    internal static EventDocument Of(INews news, IWords words)
    {
        var sentence = words.Of(news);
        return news switch
        {
            BlockNews block => new(
                "block", sentence, block.Height, block.From, Ids(block.Moves.Select(static move => move.Uid))),
            ReorganisedNews replaced => new("reorganised", sentence, replaced.Tip.Height, null, []),
            RewriteNews rewrite => new("rewrite", sentence, null, null, Ids(rewrite.Taken)),
            SyncedNews synced => new("sync", sentence, synced.Height, null, []),
            SyncProgressNews progress => new("sync", sentence, progress.Height, null, []),
            ClockNews => new("clock", sentence, null, null, []),
            TwinNews twin => new("twin", sentence, null, twin.Address, []),
            PeerNews peer => new("peer", sentence, null, peer.Address, []),
            _ => new("own", sentence, null, null, Own(news)),
        };
    }

    private static ImmutableArray<string> Own(INews news) => news switch
    {
        ManyOwnNews many => Ids(many.Uids),
        ReleasedByOtherNews released => [released.Uid.Text],
        SupersededNews lost => [lost.Refusal.Uid.Text],
        ReturnedNews returned => [returned.Uid.Text],
        ConfirmedNews confirmed => [confirmed.Uid.Text],
        _ => [],
    };

    private static ImmutableArray<string> Ids(IEnumerable<ItemId> uids) =>
        [.. uids.Select(static uid => uid.Text).Distinct().Order(StringComparer.Ordinal)];
}
