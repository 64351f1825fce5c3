namespace P2PChain.Testing.Oracle;

/// <summary>The names of the rules, in the order in which they are checked.</summary>
public static class OracleRule
{
    /// <summary>JSON grammar, members, types and ranges, of the block and of each of its transactions.</summary>
    public const string Form = "form";
    public const string HeaderHash = "header hash";
    public const string Parent = "parent";
    public const string ProofOfWork = "proof of work";
    public const string Difficulty = "difficulty";
    public const string Version = "version";
    public const string Miner = "miner";
    public const string Seal = "seal";
    public const string Index = "index";
    public const string MedianTime = "median time";
    public const string MerkleRoot = "merkle root";
    public const string Count = "transaction count";
    public const string Size = "size";
    public const string Twice = "transaction twice";
    public const string Network = "network";
    public const string Member = "member";
    public const string Signature = "signature";
    public const string TooEarly = "too-early";
    public const string Known = "known";
    public const string HeldBy = "held-by";
    public const string NotHeld = "not-held";
    public const string NotHolder = "not-holder";
    public const string Stale = "stale";
    public const string CustodyRoot = "custody root";
}
