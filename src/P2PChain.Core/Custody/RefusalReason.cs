namespace P2PChain.Core.Custody;

/// <summary>Why the ledger does not take a transaction, now or any more. The reason given is the first that holds.</summary>
public enum RefusalReason
{
    /// <summary>It is on the best chain already.</summary>
    Known,

    /// <summary>Somebody holds the item.</summary>
    HeldBy,

    /// <summary>Nobody holds the item.</summary>
    NotHeld,

    /// <summary>The policy does not let the signer release it.</summary>
    NotHolder,

    /// <summary>Not newer than the item's last transaction.</summary>
    Stale,

    /// <summary>Dated too far ahead.</summary>
    TooEarly,

    /// <summary>The pool, or this peer's share of it, has no room.</summary>
    PoolFull,

    /// <summary>The signer's key is not in the network's list of members: nothing was signed.</summary>
    NotMember,

    /// <summary>This node's clock is too far off to date a transaction: nothing was signed.</summary>
    ClockOff,
}
