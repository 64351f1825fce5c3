using System.Collections.Immutable;

namespace P2PChain.Node.Configuration;

/// <summary>The result of loading a configuration.</summary>
/// <param name="Configuration">All values, or with errors the readable part.</param>
/// <param name="Errors">All mistakes, by source and line. With one the process ends with exit code 78.</param>
/// <param name="Unread">Keys with a value that is not in the configuration.</param>
internal sealed record LoadResult(
    EffectiveConfiguration Configuration,
    ImmutableArray<ConfigurationError> Errors,
    ImmutableHashSet<KeyPath> Unread);
