using System.Collections.Immutable;

namespace P2PChain.Node.Configuration;

/// <summary>What loading a configuration came to.</summary>
internal abstract record LoadResult
{
    private LoadResult()
    {
    }

    /// <summary>Every source could be read and names only keys that exist.</summary>
    /// <param name="Configuration">The effective configuration.</param>
    public sealed record Loaded(EffectiveConfiguration Configuration) : LoadResult;

    /// <summary>Something is wrong; the process ends with exit code 78.</summary>
    /// <param name="Errors">Every problem found, at least one, source by source and by line.</param>
    /// <param name="Rest">What could be read; its values may be wrong too.</param>
    /// <param name="Unread">Keys that were set to something which is not in the rest.</param>
    public sealed record Refused(
        ImmutableArray<ConfigurationError> Errors, EffectiveConfiguration Rest, ImmutableHashSet<KeyPath> Unread) : LoadResult;
}
