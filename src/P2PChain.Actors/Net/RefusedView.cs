namespace P2PChain.Actors.Net;

/// <summary>Connections that were refused, or ended before their handshake was done, for one reason.</summary>
/// <param name="Reason">A phrase for people.</param>
/// <param name="Count">How many since the node's start.</param>
/// <param name="LastAddress">Of the last one.</param>
/// <param name="LastAgo">When that was.</param>
public sealed record RefusedView(string Reason, long Count, string LastAddress, TimeSpan LastAgo);
