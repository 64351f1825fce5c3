namespace P2PChain.Http.Documents;

/// <summary>A connection that ended.</summary>
/// <param name="Address">The peer's address.</param>
/// <param name="Reason">The reason.</param>
/// <param name="AgoSeconds">Seconds since.</param>
public sealed record GoneDocument(string Address, string Reason, double AgoSeconds);
