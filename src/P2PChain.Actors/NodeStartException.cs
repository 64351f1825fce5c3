using P2PChain.Actors.Node;

namespace P2PChain.Actors;

/// <summary>A node could not start. The message is one sentence for its operator.</summary>
public sealed class NodeStartException(NodeFailure failure) : Exception(failure.Sentence, failure.Cause)
{
    /// <summary>The failure, with the exit code.</summary>
    public NodeFailure Failure { get; } = failure;
}
