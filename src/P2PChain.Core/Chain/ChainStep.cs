using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Chain;

/// <summary>The plan for one block.</summary>
/// <param name="Verdict">The answer to the sender.</param>
/// <param name="Change">The change; written before it is applied.</param>
/// <param name="Events">The events for the subscribers, after the change is applied.</param>
public sealed record ChainStep(Verdict Verdict, ChainChange Change, ImmutableArray<IChainEvent> Events)
{
    internal CustodyState? CustodyAfter { get; init; }

    internal ImmutableArray<KeyValuePair<Hash256, Violation>> Condemned { get; init; } = [];

    internal ParkedBlock? Parked { get; init; }

    internal StageAdvance? Advance { get; init; }

    /// <summary>The last block of the branch that is being fetched.</summary>
    internal Hash256? Fetched { get; init; }

    internal static ChainStep Of(Verdict verdict) => new(verdict, ChainChange.None, []);
}
