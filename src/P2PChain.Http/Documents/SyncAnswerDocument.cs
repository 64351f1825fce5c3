namespace P2PChain.Http.Documents;

/// <summary>The answer of a peer to a sync.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Height">The height that it claims.</param>
/// <param name="IsInStep">Whether it has the node's last block.</param>
public sealed record SyncAnswerDocument(string Address, long Height, bool IsInStep);
