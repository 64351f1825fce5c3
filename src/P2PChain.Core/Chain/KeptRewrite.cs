using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>An alarm of a reorganisation, kept so that it survives a restart.</summary>
/// <param name="Number">Its number: a later state of the same alarm replaces the earlier one.</param>
/// <param name="At">When it happened, by the node's clock.</param>
/// <param name="Abandoned">How many blocks left.</param>
/// <param name="Oldest">The earliest time of one of them.</param>
/// <param name="ForkHeight">The height of the last block that stands.</param>
/// <param name="IsDeep">Whether the blocks were very many or very old.</param>
/// <param name="Taken">The items whose holders lost them, in the order of their ids.</param>
/// <remarks>Source: docs/rules.md F6.</remarks>
public sealed record KeptRewrite(
    long Number,
    UnixTime At,
    int Abandoned,
    UnixTime Oldest,
    long ForkHeight,
    bool IsDeep,
    ImmutableArray<ItemId> Taken)
{
    /// <summary>A store keeps so many of them, the latest.</summary>
    public const int CountMax = 16;
}
