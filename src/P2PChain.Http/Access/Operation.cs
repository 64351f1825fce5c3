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

    /// <summary>Makes a code for a browser. Needs the owner's token; a session cannot make further ones.</summary>
    Invite,

    /// <summary>Exchanges a code for a session. The code is the secret.</summary>
    SignIn,

    /// <summary>Shows a file of the page, which holds no fact of the ledger. Needs no secret.</summary>
    Page,
}
