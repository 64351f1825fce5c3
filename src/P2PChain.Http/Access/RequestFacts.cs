using System.Net;

namespace P2PChain.Http.Access;

/// <summary>The facts of a request on which its access depends. A missing header is null.</summary>
/// <param name="Operation">The kind of the operation.</param>
/// <param name="Remote">The address of the client.</param>
/// <param name="Host">The header <c>Host</c>: the name and the port by which the client knows this node.</param>
/// <param name="Origin">The header <c>Origin</c>: the site of the script that sent the request.</param>
/// <param name="FetchSite">The header <c>Sec-Fetch-Site</c>: a browser's word on that site.</param>
/// <param name="ContentType">The header <c>Content-Type</c>.</param>
/// <param name="Authorization">The header <c>Authorization</c>.</param>
public sealed record RequestFacts(
    Operation Operation,
    IPAddress Remote,
    string? Host,
    string? Origin,
    string? FetchSite,
    string? ContentType,
    string? Authorization);
