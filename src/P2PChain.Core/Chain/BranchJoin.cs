using System.Collections.Immutable;

namespace P2PChain.Core.Chain;

/// <summary>
/// A staged branch replaces the best chain above a fork. Its blocks and their undo records are stored already.
/// </summary>
/// <param name="Fork">The last common block.</param>
/// <param name="Abandoned">The blocks that leave the best chain, the tip first.</param>
/// <param name="Branch">The blocks that join it, the lowest first.</param>
public sealed record BranchJoin(
    HeaderNode Fork, ImmutableArray<HeaderNode> Abandoned, ImmutableArray<HeaderNode> Branch);
