namespace P2PChain.Actors.Net;

/// <summary>An address that this node dials and that is not connected.</summary>
/// <param name="Address">Host and port, safe to show.</param>
/// <param name="RetryIn">Time until the next attempt; null while one runs.</param>
/// <param name="LastFailure">The reason of the last failure; null if there was none.</param>
public sealed record DialView(string Address, TimeSpan? RetryIn, string? LastFailure)
{
    /// <summary>The goodbye of a node there that refused this one, safe to show; null if it did not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether it is not dialled, because it or the node there is banned.</summary>
    public bool IsBanned { get; init; }
}
