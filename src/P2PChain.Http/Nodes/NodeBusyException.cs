namespace P2PChain.Http.Nodes;

/// <summary>The node gave no answer in time.</summary>
/// <param name="reason">A phrase for people.</param>
internal sealed class NodeBusyException(string reason) : Exception(reason);
