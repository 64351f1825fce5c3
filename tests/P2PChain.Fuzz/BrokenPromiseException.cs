namespace P2PChain.Fuzz;

/// <summary>A reader did something else than it promises.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message)
{
    /// <summary>Throws where a promise does not hold.</summary>
    public static void Unless(bool holds, string promise)
    {
        if (!holds) throw new BrokenPromiseException(promise);
    }

    /// <summary>Throws where two texts differ.</summary>
    public static void UnlessSame(string expected, string actual, string promise)
    {
        if (!string.Equals(expected, actual, StringComparison.Ordinal))
            throw new BrokenPromiseException($"{promise}:\n  {expected}\n  {actual}");
    }
}
