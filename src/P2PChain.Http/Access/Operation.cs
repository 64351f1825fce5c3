namespace P2PChain.Http.Access;

/// <summary>The kind of an HTTP operation. The access rules differ by kind.</summary>
public enum Operation
{
    /// <summary>Says only whether the node lives. Needs no secret.</summary>
    Health,

    /// <summary>Reads the ledger or the state of the node.</summary>
    Read,

    /// <summary>Changes the ledger or the node.</summary>
    Change,
}
