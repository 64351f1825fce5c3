namespace P2PChain.Core.Custody;

/// <summary>The reasons of a refusal. The first one that holds is given.</summary>
public enum RefusalReason
{
    /// <summary>The transaction is on the best chain already.</summary>
    Known,

    /// <summary>The item is held.</summary>
    HeldBy,

    /// <summary>The item is not held.</summary>
    NotHeld,

    /// <summary>The release policy does not let this key release the item.</summary>
    NotHolder,

    /// <summary>The timestamp is not larger than that of the item's last transaction.</summary>
    Stale,

    /// <summary>The transaction is dated too far ahead.</summary>
    TooEarly,

    /// <summary>The pool, or this peer's share of it, is full.</summary>
    PoolFull,

    /// <summary>The signer's key is not a member. A node signs nothing with such a key.</summary>
    NotMember,

    /// <summary>This node's clock is too far off to date a transaction, so nothing was signed.</summary>
    ClockOff,

    /// <summary>The rule set of the next block does not have this form of a transaction.</summary>
    WrongForm,
}
