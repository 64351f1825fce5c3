using System.Collections.Immutable;

namespace P2PChain.Node.Configuration;

/// <summary>The result of loading a configuration.</summary>
internal abstract record LoadResult
{
    private LoadResult()
    {
    }

    /// <summary>Every source is readable and has only known keys.</summary>
    /// <param name="Configuration">The effective configuration.</param>
    public sealed record Loaded(EffectiveConfiguration Configuration) : LoadResult;

    /// <summary>There are mistakes; the process ends with exit code 78.</summary>
    /// <param name="Errors">All mistakes, at least one, by source and line.</param>
    /// <param name="Rest">The readable part; its values may be wrong too.</param>
    /// <param name="Unread">Keys with a value that is not in the rest.</param>
    public sealed record Refused(
        ImmutableArray<ConfigurationError> Errors,
        EffectiveConfiguration Rest,
        ImmutableHashSet<KeyPath> Unread) : LoadResult;
}
