using System.Collections.Immutable;
using P2PChain.Actors;
using P2PChain.Node.Configuration;

namespace P2PChain.Node.Commands;

/// <summary>A node's configuration: what all sources came to, the settings read from it, and what cannot be used.</summary>
/// <param name="Effective">Each key with its value; null when the sources could not be joined.</param>
/// <param name="Settings">Meaningless when there are errors.</param>
/// <param name="Errors">Everything that is wrong, each with its place; empty when a node can start from this.</param>
internal sealed record NodeConfiguration(
    EffectiveConfiguration? Effective, NodeSettings Settings, ImmutableArray<ConfigurationError> Errors)
{
    /// <summary>Loads and checks.</summary>
    /// <param name="first">A file, a port, or null for the defaults.</param>
    /// <param name="overrides">The <c>key=value</c> of each <c>--set</c>.</param>
    public static NodeConfiguration Load(string? first, params IEnumerable<string> overrides)
    {
        var request = LoadRequest.FromProcess(NodeSettingsReader.ReferenceText(), first, overrides);
        switch (HoconLoader.Load(request))
        {
            case LoadResult.Loaded { Configuration: var effective }:
                var settings = NodeSettingsReader.Read(effective.Config, out var problems);
                return new NodeConfiguration(
                    effective, settings, [.. problems.Select(problem => effective.ErrorAt(problem.Key, InWords(problem)))]);
            case LoadResult.Refused { Errors: var errors }:
                return new NodeConfiguration(null, new NodeSettings(), errors);
            case var other:
                throw new System.Diagnostics.UnreachableException(other.ToString());
        }
    }

    // The place says which line; a line may hold several keys, so the key is named as well.
    private static string InWords(SettingProblem problem) => $"{problem.Key}: {problem.Message}";
}
