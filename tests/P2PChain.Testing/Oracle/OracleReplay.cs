namespace P2PChain.Testing.Oracle;

/// <summary>The outcome of a replay.</summary>
/// <param name="State">After the last block that is valid; genesis if none is.</param>
/// <param name="Violation">What is wrong with the block that follows it; null when all blocks are valid.</param>
public sealed record OracleReplay(OracleState State, OracleViolation? Violation)
{
    public bool IsValid => Violation is null;
}
