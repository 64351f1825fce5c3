namespace P2PChain.Http.Access;

/// <summary>The reason why a request is refused.</summary>
/// <param name="Status">The status code of the answer.</param>
/// <param name="Code">A word for programs. It never changes.</param>
/// <param name="Sentence">A sentence for people, with the next step.</param>
public sealed record AccessRefusal(int Status, string Code, string Sentence)
{
    /// <summary>The request came by a name that is not this node's.</summary>
    public static readonly AccessRefusal UnknownHost = new(
        421, "unknown-host", "The name in the address is not this node's: add it to p2pchain.http.hosts.");

    /// <summary>A script of another site sent the request.</summary>
    public static readonly AccessRefusal ForeignOrigin = new(
        403, "foreign-origin", "A page of another site sent this request: use this node's own page, or a program.");

    /// <summary>The body is no JSON.</summary>
    public static readonly AccessRefusal NotJson = new(
        415, "not-json", "The body is no JSON: send it with Content-Type: application/json.");

    /// <summary>The request has no token.</summary>
    public static readonly AccessRefusal NoToken = new(
        401,
        "no-token",
        "The token is missing: send Authorization: Bearer and the text of http.token in the data directory.");

    /// <summary>The token is not this node's.</summary>
    public static readonly AccessRefusal WrongToken = new(
        401,
        "wrong-token",
        "The token is not this node's, or its session has ended: use the text of http.token in the data directory, "
        + "or sign in again with p2pchain open.");

    /// <summary>A session asks for a code.</summary>
    public static readonly AccessRefusal NotOwner = new(
        403, "not-owner", "A browser cannot let another one in: run p2pchain open on the node's machine.");
}
