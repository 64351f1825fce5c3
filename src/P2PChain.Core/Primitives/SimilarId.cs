namespace P2PChain.Core.Primitives;

/// <summary>
/// Ids that people take for one: they differ only in upper and lower case, or by dots at the end. To the ledger they are different items.
/// </summary>
public static class SimilarId
{
    /// <summary>What all ids have in common that are taken for one.</summary>
    public static string KeyOf(ItemId uid) => uid.Text.TrimEnd('.').ToLowerInvariant();

    /// <summary>Whether two ids are different and taken for one.</summary>
    public static bool Is(ItemId one, ItemId other) =>
        one != other && one.Text.AsSpan().TrimEnd('.').Equals(other.Text.AsSpan().TrimEnd('.'), StringComparison.OrdinalIgnoreCase);
}
