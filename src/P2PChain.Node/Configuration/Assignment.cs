namespace P2PChain.Node.Configuration;

/// <summary>A value given to one key in one place. Without a value a section begins there.</summary>
internal sealed record Assignment(KeyPath Key, SettingValue? Value, Origin Origin);
