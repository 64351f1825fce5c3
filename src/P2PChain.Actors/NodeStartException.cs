using P2PChain.Actors.Node;

namespace P2PChain.Actors;

/// <summary>A node could not start; the message is one sentence for the person who runs it.</summary>
public sealed class NodeStartException(NodeFailure failure) : Exception(failure.Sentence, failure.Cause)
{
    /// <summary>What happened, and what the process should end with.</summary>
    public NodeFailure Failure { get; } = failure;
}
