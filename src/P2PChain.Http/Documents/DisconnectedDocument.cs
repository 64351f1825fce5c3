using System.Collections.Immutable;

namespace P2PChain.Http.Documents;

/// <summary>A node is disconnected and no longer dialled.</summary>
/// <param name="Address">Its address.</param>
/// <param name="WasConnected">Whether there was a connection.</param>
/// <param name="Forgotten">The addresses that are no longer dialled.</param>
public sealed record DisconnectedDocument(string Address, bool WasConnected, ImmutableArray<string> Forgotten)
    : Document("p2pchain.disconnected/1");
