namespace P2PChain.Node.Configuration;

/// <summary>A value given to one key (or its section opened) in one place.</summary>
/// <param name="Key">The full key.</param>
/// <param name="Value">Its value there.</param>
/// <param name="Origin">The place.</param>
internal sealed record Assignment(KeyPath Key, SettingValue Value, Origin Origin)
{
    /// <summary>
    /// Number of names at the end of the key that stand at the place itself, not before a brace around it.
    /// </summary>
    public int OwnSegments { get; init; } = Key.Segments.Length;
}
