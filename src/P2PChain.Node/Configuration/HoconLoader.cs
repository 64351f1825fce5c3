using System.Collections.Immutable;

namespace P2PChain.Node.Configuration;

/// <summary>
/// Joins all sources into one configuration. Precedence: <c>--set</c>, the first argument, <c>P2PCHAIN__…</c> in the
/// environment, the node's file, its includes, <c>reference.conf</c>.
/// </summary>
/// <remarks>
/// Akka's own parser (1.5.74) accepts missing braces and <c>+=</c> in silence, lets <c>${?NAME}</c> wipe a value, and
/// dies of a file with an include. So <see cref="HoconReader"/> reads the sources. Akka's parser gets each value, and
/// in the end the output of <see cref="HoconWriter"/>.
/// </remarks>
internal static class HoconLoader
{
    /// <summary>The name of the defaults in origins and errors.</summary>
    public const string ReferenceName = "reference.conf";

    /// <summary>Loads a configuration. The result has all mistakes of the user.</summary>
    public static LoadResult Load(LoadRequest request)
    {
        var reference = HoconReader.Read(
            request.Reference, ReferenceName, OriginKind.Reference, ImmutableDictionary<string, string>.Empty);
        var known = SettingsTree.Of(reference.Assignments);
        ConfigurationSource[] weakestFirst =
        [
            .. FirstArgument.ReadFile(request),
            .. EnvironmentSource.Read(request.Environment),
            .. FirstArgument.ReadPort(request.FirstArgument),
            CommandLineSource.Read(request.Overrides),
        ];
        foreach (var source in weakestFirst)
            KeyCheck.Check(source, known);
        var unread = weakestFirst.SelectMany(static source => source.Unread).ToImmutableHashSet();
        weakestFirst = [reference, .. weakestFirst];
        var configuration = new EffectiveConfiguration(
            SettingsTree.Of(weakestFirst.SelectMany(static source => source.Assignments)).Settings.ToList());

        // Distinct: a file may be included twice.
        var errors = weakestFirst.SelectMany(static source => source.Errors)
            .Concat(CheckPortZero(configuration, unread))
            .Distinct();
        return new LoadResult(configuration, [.. errors], unread);
    }

    // Only here is it known that no source named a data directory. NodeSettings sees a value either way.
    private static IEnumerable<ConfigurationError> CheckPortZero(
        EffectiveConfiguration configuration, ImmutableHashSet<KeyPath> unread)
    {
        var listen = configuration.Config.GetString("p2pchain.listen");
        var data = configuration.OriginOf("p2pchain.data");
        return listen?.EndsWith(":0", StringComparison.Ordinal) == true && data?.Kind == OriginKind.Reference
            && !unread.Contains(KeyPath.Of("p2pchain", "data"))
            ? [configuration.ErrorAt("Port 0 takes any free port, so no data directory goes with it: "
                + "name one, as in --set p2pchain.data=./data/here.", "p2pchain.listen")]
            : [];
    }
}
