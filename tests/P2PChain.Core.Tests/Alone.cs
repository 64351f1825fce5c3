namespace P2PChain.Core.Tests;

/// <summary>
/// Tests that run one after the other when all others are done: they measure what the whole process does.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
