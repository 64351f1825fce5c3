using System.Collections.Immutable;

namespace P2PChain.Actors;

/// <summary>A setting that cannot be used.</summary>
/// <param name="Keys">Its full key, such as <c>p2pchain.listen</c>, and then the keys that it contradicts.</param>
/// <param name="Message">One sentence: the problem and its correction.</param>
public sealed record SettingProblem(ImmutableArray<string> Keys, string Message)
{
    /// <summary>The key with the problem.</summary>
    public string Key => Keys[0];
}
