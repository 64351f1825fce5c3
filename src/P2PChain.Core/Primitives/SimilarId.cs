namespace P2PChain.Core.Primitives;

/// <summary>
/// Ids that people may confuse: they differ only in case, or by dots at the end. The ledger treats them as different
/// items.
/// </summary>
public static class SimilarId
{
    /// <summary>The common key of all ids that may be confused.</summary>
    public static string KeyOf(ItemId uid) => uid.Text.TrimEnd('.').ToLowerInvariant();

    /// <summary>Whether two ids are different and may be confused.</summary>
    public static bool Is(ItemId one, ItemId other) =>
        one != other
        && one.Text.AsSpan().TrimEnd('.').Equals(other.Text.AsSpan().TrimEnd('.'), StringComparison.OrdinalIgnoreCase);
}
