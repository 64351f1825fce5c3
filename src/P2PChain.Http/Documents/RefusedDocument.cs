namespace P2PChain.Http.Documents;

/// <summary>Connections that were refused for one reason.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Count">Their number.</param>
/// <param name="LastAddress">The address of the last one.</param>
/// <param name="LastAgoSeconds">Seconds since the last one.</param>
public sealed record RefusedDocument(string Reason, long Count, string LastAddress, double LastAgoSeconds);
