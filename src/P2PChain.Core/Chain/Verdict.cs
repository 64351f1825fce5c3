using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Chain;

/// <summary>The chain's answer to a block.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>It is on the best chain now.</summary>
    public sealed record Connected : Verdict
    {
        /// <summary>The only instance.</summary>
        public static Connected Instance { get; } = new();
    }

    /// <summary>It is a side block: the best chain has more work, or the smaller tip.</summary>
    public sealed record OnSideBranch : Verdict
    {
        /// <summary>The only instance.</summary>
        public static OnSideBranch Instance { get; } = new();
    }

    /// <summary>It is kept already.</summary>
    public sealed record AlreadyKnown : Verdict
    {
        /// <summary>The only instance.</summary>
        public static AlreadyKnown Instance { get; } = new();
    }

    /// <summary>It neither wins nor was requested, so it is not kept. It was not checked any further.</summary>
    public sealed record NotKept : Verdict
    {
        /// <summary>The only instance.</summary>
        public static NotKept Instance { get; } = new();
    }

    /// <summary>Its parent is unknown. The sender may have another chain.</summary>
    public sealed record UnknownParent : Verdict
    {
        /// <summary>The only instance.</summary>
        public static UnknownParent Instance { get; } = new();
    }

    /// <summary>It is ahead of this node's clock.</summary>
    /// <param name="Due">The time at which it is submitted again.</param>
    /// <param name="IsKept">False if blocks that are due sooner take all room, or it is more than a day ahead.</param>
    public sealed record AheadOfClock(UnixTime Due, bool IsKept) : Verdict;

    /// <summary>It breaks a rule.</summary>
    /// <param name="Violation">The rule.</param>
    public sealed record Invalid(Violation Violation) : Verdict;
}
