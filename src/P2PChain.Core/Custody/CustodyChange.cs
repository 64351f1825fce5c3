namespace P2PChain.Core.Custody;

/// <summary>One item's entries in two states. One of them may be null, not both.</summary>
/// <param name="Before">The entry in the earlier state; null if it has none.</param>
/// <param name="After">The entry in the later state; null if it has none.</param>
public readonly record struct CustodyChange(CustodyEntry? Before, CustodyEntry? After);
