using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>A release by another key than the holder's: a steward's, or any key's if the policy allows it.</summary>
/// <param name="Uid">The item.</param>
/// <param name="Holder">The former holder.</param>
/// <param name="By">The key that released it.</param>
public sealed record ReleasedByOther(ItemId Uid, PublicKey Holder, PublicKey By)
{
    /// <summary>The foreign releases of a block.</summary>
    internal static ImmutableArray<ReleasedByOther> Of(ConnectedBlock connected)
    {
        var holders = connected.Undo.Before.ToDictionary(before => before.Key, before => before.Value?.Holder);
        var found = ImmutableArray.CreateBuilder<ReleasedByOther>();
        foreach (var transaction in connected.Block.Transactions)
        {
            var isRelease = transaction.Content.Type == TransactionType.Release;
            if (isRelease && holders[transaction.Uid] is { } holder && holder != transaction.Requester)
                found.Add(new ReleasedByOther(transaction.Uid, holder, transaction.Requester));
            holders[transaction.Uid] = isRelease ? null : transaction.Requester;
        }
        return found.ToImmutable();
    }
}
