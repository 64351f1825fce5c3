namespace P2PChain.Actors.Net;

/// <summary>An address that is discouraged.</summary>
/// <param name="Address">Or a group of them.</param>
/// <param name="Reason">Why, a phrase for people.</param>
/// <param name="Remaining">For how long still.</param>
public sealed record DiscouragedView(string Address, string Reason, TimeSpan Remaining);
