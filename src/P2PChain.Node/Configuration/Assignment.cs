namespace P2PChain.Node.Configuration;

/// <summary>One key given a value (or opened as a section) in one place.</summary>
/// <param name="Key">The full key.</param>
/// <param name="Value">Its value there.</param>
/// <param name="Origin">The place.</param>
internal sealed record Assignment(KeyPath Key, SettingValue Value, Origin Origin)
{
    /// <summary>How many names at the end of the key stand at the place itself, and not before a brace around it.</summary>
    public int OwnSegments { get; init; } = Key.Segments.Length;
}
