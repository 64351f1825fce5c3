using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Chain;

/// <summary>What the chain says to a block: exactly one of these.</summary>
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

    /// <summary>It is kept beside the best chain, which has more work or the smaller tip.</summary>
    public sealed record OnSideBranch : Verdict
    {
        /// <summary>The only instance.</summary>
        public static OnSideBranch Instance { get; } = new();
    }

    /// <summary>It is here already.</summary>
    public sealed record AlreadyKnown : Verdict
    {
        /// <summary>The only instance.</summary>
        public static AlreadyKnown Instance { get; } = new();
    }

    /// <summary>It is good as far as anybody looked, but neither wins nor was asked for, so it is not kept.</summary>
    public sealed record NotKept : Verdict
    {
        /// <summary>The only instance.</summary>
        public static NotKept Instance { get; } = new();
    }

    /// <summary>Its parent is not here: whoever sent it may know a chain that we do not.</summary>
    public sealed record UnknownParent : Verdict
    {
        /// <summary>The only instance.</summary>
        public static UnknownParent Instance { get; } = new();
    }

    /// <summary>It is ahead of this node's clock, and looked at again then.</summary>
    /// <param name="Due">When.</param>
    /// <param name="IsKept">False when the place for such blocks is full, or it is more than a day ahead.</param>
    public sealed record AheadOfClock(UnixTime Due, bool IsKept) : Verdict;

    /// <summary>It breaks a rule.</summary>
    /// <param name="Violation">The rule.</param>
    public sealed record Invalid(Violation Violation) : Verdict;
}
