namespace P2PChain.Testing;

/// <summary>
/// Tests that run one after the other when all others of their assembly are done: they measure the memory of a
/// process, or how long it lets others wait.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
