using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace P2PChain.Http.Access;

/// <summary>
/// Decides which requests are answered. A page of another site can make a browser send any request to the loopback, so
/// the name of the host, the origin and the kind of the body are checked, and a change needs a secret in a header.
/// </summary>
/// <param name="names">
/// The names by which clients may call this node, without ports; an IPv6 address in brackets.
/// </param>
/// <param name="port">The port of this server.</param>
/// <param name="kindOf">The kind of a token.</param>
public sealed class AccessRules(ImmutableArray<string> names, int port, Func<string, SecretKind> kindOf)
{
    private const string Bearer = "Bearer ";
    private const string Json = "application/json";

    private static readonly ImmutableArray<string> Loopback = ["127.0.0.1", "localhost", "[::1]"];

    private readonly ImmutableHashSet<string> _hosts =
    [
        .. names.Concat(Loopback)
            .Select(name => string.Create(CultureInfo.InvariantCulture, $"{name}:{port}").ToLowerInvariant()),
    ];

    /// <summary>Judges a request.</summary>
    /// <returns>The refusal; null if the request is answered.</returns>
    public AccessRefusal? Judge(RequestFacts facts)
    {
        if (facts.Host is not { } host || !_hosts.Contains(host.ToLowerInvariant())) return AccessRefusal.UnknownHost;
        if (!IsOwnOrigin(facts.Origin, host) || !IsOwnSite(facts.FetchSite)) return AccessRefusal.ForeignOrigin;
        var token = JudgeToken(facts);
        if (token is not null) return token;
        var hasBody = facts.Operation is Operation.Change or Operation.Invite or Operation.SignIn;
        return !hasBody || IsJson(facts.ContentType) ? null : AccessRefusal.NotJson;
    }

    private AccessRefusal? JudgeToken(RequestFacts facts)
    {
        if (facts.Operation is Operation.Health or Operation.SignIn or Operation.Page) return null;
        if (facts.Authorization is not { } authorization)
        {
            var isOpen = facts.Operation == Operation.Read && IPAddress.IsLoopback(facts.Remote);
            return isOpen ? null : AccessRefusal.NoToken;
        }
        var kind = authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? kindOf(authorization[Bearer.Length..].Trim())
            : SecretKind.Unknown;
        if (kind == SecretKind.Unknown) return AccessRefusal.WrongToken;
        return facts.Operation == Operation.Invite && kind != SecretKind.Owner ? AccessRefusal.NotOwner : null;
    }

    /// <summary>A program sends no origin. The origin <c>null</c> belongs to no site.</summary>
    private static bool IsOwnOrigin(string? origin, string host) =>
        origin is null || origin.Equals("http://" + host, StringComparison.OrdinalIgnoreCase);

    /// <summary>A program sends nothing; <c>none</c> is an address that a person typed.</summary>
    private static bool IsOwnSite(string? site) => site is null or "same-origin" or "none";

    private static bool IsJson(string? type) =>
        type is not null && type.Split(';')[0].Trim().Equals(Json, StringComparison.OrdinalIgnoreCase);
}
