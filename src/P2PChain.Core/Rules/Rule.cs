namespace P2PChain.Core.Rules;

/// <summary>
/// The rules that a header, a block or a transaction can break. The numbers are those of docs/rules.md.
/// </summary>
public enum Rule
{
    /// <summary>K1: the key is no point of the curve.</summary>
    KeyOnCurve,

    /// <summary>K3: the signature does not verify.</summary>
    SignatureValid,

    /// <summary>T3: the type is neither request nor release.</summary>
    TransactionType,

    /// <summary>T4: the timestamp is outside 0.001 … 2^33 seconds.</summary>
    TimestampRange,

    /// <summary>T5: the network's name is missing, wrong, or present on a network without a name.</summary>
    TransactionNetwork,

    /// <summary>T6: the note is empty, too long, or holds control characters.</summary>
    NoteText,

    /// <summary>T7: the requester is not a member.</summary>
    RequesterIsMember,

    /// <summary>H1: a number of the header is out of its range.</summary>
    HeaderRange,

    /// <summary>H3: hash × difficulty is not below 2^256.</summary>
    ProofOfWork,

    /// <summary>H4: the difficulty is not the one required at this height.</summary>
    DifficultyRequired,

    /// <summary>H5: the version is not the rule set in force at this height.</summary>
    VersionInForce,

    /// <summary>H6: the seal is missing, wrong, or present on a network without listed miners.</summary>
    Seal,

    /// <summary>H7: the index is not the parent's plus one.</summary>
    IndexFollows,

    /// <summary>H8: the time is not after the median of the last eleven.</summary>
    TimeAfterMedian,

    /// <summary>H9: the miner is missing, or not among the network's miners.</summary>
    MinerListed,

    /// <summary>B1: tx_count is not the number of transactions.</summary>
    TransactionCount,

    /// <summary>B2: the transactions take more bytes than the network allows.</summary>
    BlockBytes,

    /// <summary>B3: a transaction occurs twice in the block.</summary>
    TransactionsUnique,

    /// <summary>B5: the Merkle root is not that of the transactions.</summary>
    MerkleRoot,

    /// <summary>B6: a transaction is dated more than ten minutes after the block.</summary>
    TransactionNotAfterBlock,

    /// <summary>C1: a request of a held item.</summary>
    RequestOfAvailable,

    /// <summary>C2: a release of an available item.</summary>
    ReleaseOfHeld,

    /// <summary>C3: a release by a key that the policy does not allow.</summary>
    ReleaseAllowed,

    /// <summary>C4: the timestamp is not larger than that of the item's last transaction.</summary>
    TimestampRises,

    /// <summary>C5: the custody root is not that of the state after the block.</summary>
    CustodyRoot,

    /// <summary>F3: an ancestor was condemned.</summary>
    AncestorValid,
}
