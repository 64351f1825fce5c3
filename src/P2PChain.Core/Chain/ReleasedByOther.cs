using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>A release by another key than the holder's: a steward's, or any key's if the policy allows it.</summary>
/// <param name="Uid">The item.</param>
/// <param name="Request">The transaction by which the former holder held it.</param>
/// <param name="Holder">The former holder.</param>
/// <param name="By">The key that released it.</param>
/// <param name="Height">The height of the block with the release.</param>
public sealed record ReleasedByOther(ItemId Uid, Hash256 Request, PublicKey Holder, PublicKey By, long Height)
{
    /// <summary>The foreign releases of a block.</summary>
    internal static ImmutableArray<ReleasedByOther> Of(ConnectedBlock connected)
    {
        var requests = connected.Undo.Before.ToDictionary(
            before => before.Key,
            before => before.Value is { Holder: { } holder, TxId: var txId } ? (Holder: holder, TxId: txId) : default);
        var found = ImmutableArray.CreateBuilder<ReleasedByOther>();
        foreach (var transaction in connected.Block.Transactions)
        {
            var (uid, by) = (transaction.Uid, transaction.Requester);
            var isRelease = transaction.Content.Type == TransactionType.Release;
            if (isRelease && requests[uid] is { Holder: { } holder, TxId: var request } && holder != by)
                found.Add(new ReleasedByOther(uid, request, holder, by, connected.Node.Height));
            requests[uid] = isRelease ? default : (by, transaction.TxId);
        }
        return found.ToImmutable();
    }
}
