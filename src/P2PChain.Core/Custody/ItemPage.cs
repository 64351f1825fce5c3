using System.Collections.Immutable;

namespace P2PChain.Core.Custody;

/// <summary>A part of the chosen items, in the order of their ids.</summary>
/// <param name="Entries">The items.</param>
/// <param name="Total">The number of all chosen items.</param>
/// <param name="HasMore">Whether chosen items come after these.</param>
public sealed record ItemPage(ImmutableArray<CustodyEntry> Entries, int Total, bool HasMore);
