namespace P2PChain.Http.Documents;

/// <summary>A session of a browser.</summary>
/// <param name="Token">The token, for <c>Authorization: Bearer</c>.</param>
/// <param name="IdleSeconds">The seconds without use after which it ends.</param>
public sealed record SessionDocument(string Token, int IdleSeconds) : Document("p2pchain.session/1");
