using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Chain;

/// <summary>The plan for one block: what to answer, what to write, what to tell.</summary>
/// <param name="Verdict">What the sender is told.</param>
/// <param name="Change">What changes; written before it is applied.</param>
/// <param name="Events">What subscribers are told once it is applied.</param>
public sealed record ChainStep(Verdict Verdict, ChainChange Change, ImmutableArray<IChainEvent> Events)
{
    internal CustodyState? CustodyAfter { get; init; }

    internal ImmutableArray<KeyValuePair<Hash256, Violation>> Condemned { get; init; } = [];

    internal ParkedBlock? Parked { get; init; }

    internal static ChainStep Of(Verdict verdict) => new(verdict, ChainChange.None, []);
}
