namespace P2PChain.Actors.Net;

/// <summary>The connections that ended in or before the handshake for one reason.</summary>
/// <param name="Reason">A phrase for people.</param>
/// <param name="Count">Their number since the node's start.</param>
/// <param name="LastAddress">The address of the last one.</param>
/// <param name="LastAgo">The time since the last one.</param>
public sealed record RefusedView(string Reason, long Count, string LastAddress, TimeSpan LastAgo);
