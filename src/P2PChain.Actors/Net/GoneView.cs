namespace P2PChain.Actors.Net;

/// <summary>A connection that ended.</summary>
/// <param name="Address">The peer's address.</param>
/// <param name="Reason">A phrase for people.</param>
/// <param name="Ago">The time since.</param>
public sealed record GoneView(string Address, string Reason, TimeSpan Ago);
