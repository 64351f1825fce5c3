namespace P2PChain.Testing.Oracle;

/// <summary>Why custody does not allow a transaction.</summary>
/// <param name="Reason"><c>known</c>, <c>held-by</c>, <c>not-held</c>, <c>not-holder</c> or <c>stale</c>.</param>
/// <param name="Height">Where the transaction is known from, or the item's last move; null if it has none.</param>
/// <param name="Holder">Who holds the item; null when it is available.</param>
public sealed record OracleRefusal(string Reason, long? Height, string? Holder);
