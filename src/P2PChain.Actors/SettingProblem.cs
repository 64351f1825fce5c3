using System.Collections.Immutable;

namespace P2PChain.Actors;

/// <summary>A setting that cannot be used.</summary>
/// <param name="Keys">Its full key, such as <c>p2pchain.listen</c>, and behind it those that it does not fit together with.</param>
/// <param name="Message">What is wrong and what would be right, one sentence.</param>
public sealed record SettingProblem(ImmutableArray<string> Keys, string Message)
{
    /// <summary>The key that the problem is about.</summary>
    public string Key => Keys[0];
}
