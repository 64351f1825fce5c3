namespace P2PChain.Node.Configuration;

/// <summary>One key given a value (or opened as a section) in one place.</summary>
/// <param name="Key">The full key.</param>
/// <param name="Value">Its value there.</param>
/// <param name="Origin">The place.</param>
internal sealed record Assignment(KeyPath Key, SettingValue Value, Origin Origin);
