namespace P2PChain.Actors.Net;

/// <summary>A discouraged address.</summary>
/// <param name="Address">The address, or a group of them.</param>
/// <param name="Reason">A phrase for people.</param>
/// <param name="Remaining">The time until it ends.</param>
public sealed record DiscouragedView(string Address, string Reason, TimeSpan Remaining);
