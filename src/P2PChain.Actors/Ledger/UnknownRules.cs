using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Ledger;

/// <summary>Remembers that peers' blocks are of a rule set that this software does not know.</summary>
internal sealed class UnknownRules
{
    // A block is cheap to make where the difficulty is low, so one that nothing follows is forgotten.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private ChainProtocol.NewerRules? _seen;
    private Moment _seenAt;

    /// <summary>A peer has such a block. The lowest one tells where the rules changed.</summary>
    public void OnSeen(ChainProtocol.NewerRules rules, Moment now)
    {
        if (At(now) is not { } known || rules.Height < known.Height) _seen = rules;
        _seenAt = now;
    }

    /// <summary>What was seen of late; null if there is nothing.</summary>
    public ChainProtocol.NewerRules? At(Moment now) => now.Since(_seenAt) <= Kept ? _seen : null;
}
