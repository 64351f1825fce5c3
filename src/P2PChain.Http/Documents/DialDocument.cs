namespace P2PChain.Http.Documents;

/// <summary>A dialled address without a connection.</summary>
/// <param name="Address">The address.</param>
/// <param name="RetrySeconds">Seconds to the next attempt; null while one runs.</param>
/// <param name="Failure">The reason of the last failure; null if there was none.</param>
/// <param name="Refusal">The reason that the node there gave; null if it gave none.</param>
/// <param name="IsBanned">Whether it is not dialled because of a ban.</param>
public sealed record DialDocument(
    string Address, double? RetrySeconds, string? Failure, string? Refusal, bool IsBanned);
