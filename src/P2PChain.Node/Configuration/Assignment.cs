namespace P2PChain.Node.Configuration;

/// <summary>A value given to one key, or its section opened, in one place.</summary>
internal sealed record Assignment(KeyPath Key, SettingValue Value, Origin Origin);
