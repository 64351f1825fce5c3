using System.Collections.Immutable;
using P2PChain.Actors;
using P2PChain.Node.Configuration;

namespace P2PChain.Node.Commands;

/// <summary>A node's configuration: the joined sources, the settings and the mistakes.</summary>
/// <param name="Effective">Each key with its value, as far as the sources could be read.</param>
/// <param name="Settings">Meaningless if there are errors.</param>
/// <param name="Errors">All mistakes with their places; empty if a node can start from this.</param>
internal sealed record NodeConfiguration(
    EffectiveConfiguration Effective, NodeSettings Settings, ImmutableArray<ConfigurationError> Errors)
{
    /// <summary>Loads and checks.</summary>
    /// <param name="first">A file, a port, or null for the defaults.</param>
    /// <param name="overrides">The <c>key=value</c> of each <c>--set</c>.</param>
    public static NodeConfiguration Load(string? first, params IEnumerable<string> overrides) =>
        Load(LoadRequest.FromProcess(NodeSettingsReader.ReferenceText(), first, overrides));

    /// <summary>The same from given sources.</summary>
    public static NodeConfiguration Load(LoadRequest request)
    {
        var (effective, errors, unread) = HoconLoader.Load(request);
        var settings = NodeSettingsReader.Read(effective.Config, out var problems);

        // A wrong value is reported even if another key is unreadable, unless it depends on that key.
        var inValues = problems
            .Where(problem => !unread.Any(key => problem.Keys.Contains(key.Text, StringComparer.Ordinal)))
            .Select(problem => effective.ErrorAt(InWords(problem), problem.Keys));
        var all = errors.Concat(inValues)
            .GroupBy(static error => error.Source, StringComparer.Ordinal)
            .SelectMany(static source => source.OrderBy(static error => error.Line));
        return new NodeConfiguration(effective, settings, [.. all]);
    }

    // The place gives the line. A line may have several keys, so the key is named too.
    private static string InWords(SettingProblem problem) => $"{problem.Key}: {problem.Message}";
}
