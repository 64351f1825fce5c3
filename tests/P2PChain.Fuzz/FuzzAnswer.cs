namespace P2PChain.Fuzz;

/// <summary>What became of an input.</summary>
/// <param name="IsAccepted">Whether it meant something.</param>
/// <param name="Kind">What, or why not: of few, so that they can be counted.</param>
internal readonly record struct FuzzAnswer(bool IsAccepted, string Kind)
{
    public static FuzzAnswer Accepted(string kind) => new(true, kind);

    public static FuzzAnswer Refused(string kind) => new(false, kind);
}
