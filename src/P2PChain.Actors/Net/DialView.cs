namespace P2PChain.Actors.Net;

/// <summary>An address this node keeps dialling.</summary>
/// <param name="Address">Host and port, safe to show.</param>
/// <param name="RetryIn">Until the next attempt; null while one runs.</param>
/// <param name="LastFailure">Why the last one failed; null before that.</param>
public sealed record DialView(string Address, TimeSpan? RetryIn, string? LastFailure)
{
    /// <summary>What the node there said as it refused this one, safe to show; null where it does not refuse.</summary>
    public string? Refusal { get; init; }
}
