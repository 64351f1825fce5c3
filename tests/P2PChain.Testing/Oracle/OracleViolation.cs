namespace P2PChain.Testing.Oracle;

/// <summary>The first rule a chain breaks.</summary>
/// <param name="Height">Height at which the block stood: 1 for the first block after genesis.</param>
/// <param name="Rule">One of <see cref="OracleRule"/>; for custody the reason people are given.</param>
/// <param name="Detail">What was found and what was wanted, for a person who reads a failed test.</param>
public sealed record OracleViolation(long Height, string Rule, string Detail);
