namespace P2PChain.Http.Documents;

/// <summary>A peer is connected.</summary>
/// <param name="Peer">The peer.</param>
public sealed record ConnectedDocument(PeerDocument Peer) : Document("p2pchain.connected/1");
