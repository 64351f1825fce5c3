namespace P2PChain.Actors;

/// <summary>A setting that cannot be used.</summary>
/// <param name="Key">Its full key, such as <c>p2pchain.listen</c>.</param>
/// <param name="Message">What is wrong and what would be right, one sentence.</param>
public sealed record SettingProblem(string Key, string Message);
