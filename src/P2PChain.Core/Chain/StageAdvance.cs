using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>A step of a long reorganisation.</summary>
/// <param name="At">The block reached.</param>
/// <param name="Custody">The custody after it.</param>
/// <param name="Touched">The items of the blocks passed.</param>
/// <param name="Own">The own transactions in the branch's blocks passed.</param>
/// <param name="Released">The releases by other keys that ended an own request, in the same blocks.</param>
internal sealed record StageAdvance(
    HeaderNode At,
    CustodyState Custody,
    ImmutableArray<ItemId> Touched,
    ImmutableArray<ChainEvents.TransactionConfirmed> Own,
    ImmutableArray<ReleasedByOther> Released);
