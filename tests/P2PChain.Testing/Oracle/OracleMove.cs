namespace P2PChain.Testing.Oracle;

/// <summary>One line of an item's history: a transaction and the height that confirmed it.</summary>
public sealed record OracleMove(long Height, OracleTransaction Transaction);
