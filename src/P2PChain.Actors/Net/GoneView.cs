namespace P2PChain.Actors.Net;

/// <summary>A connection that ended.</summary>
/// <param name="Address">Of the other side.</param>
/// <param name="Reason">Why, a phrase for people.</param>
/// <param name="Ago">When.</param>
public sealed record GoneView(string Address, string Reason, TimeSpan Ago);
