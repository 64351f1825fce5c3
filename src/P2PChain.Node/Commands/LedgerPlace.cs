using System.Collections.Immutable;
using P2PChain.Actors;
using P2PChain.Actors.Node;
using P2PChain.Core.Model;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;
using P2PChain.Node.Disk;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Commands;

/// <summary>The ledger that a command works on.</summary>
/// <param name="Directory">Its data directory's absolute path.</param>
/// <param name="Network">The network that it should be of; null to read it from the ledger.</param>
/// <param name="Configured">The network of a new ledger.</param>
internal sealed record LedgerPlace(string Directory, NetworkParameters? Network, NetworkParameters Configured)
{
    private const string LedgerName = "ledger.db";
    private const string NetworkKeys = "p2pchain.network.";

    /// <summary>The first bytes of an SQLite database.</summary>
    private static ReadOnlySpan<byte> DatabaseMark => "SQLite format 3\0"u8;

    /// <summary>The ledger's file.</summary>
    public string Ledger { get; init; } = Path.Combine(Directory, LedgerName);

    /// <summary>The network's planned upgrades.</summary>
    public ImmutableArray<Upgrade> Upgrades { get; init; } = [];

    /// <summary>Whether it has the name that a node uses; a copy under another name has not.</summary>
    public bool IsNodes => Path.GetFileName(Ledger) == LedgerName;

    /// <summary>Finds the ledger, runs the work, and turns a failure into a sentence and an exit code.</summary>
    /// <param name="first">A data directory, a configuration file, a port, or null.</param>
    /// <param name="overrides">The <c>key=value</c> of each <c>--set</c>.</param>
    /// <param name="streams">Where to print.</param>
    /// <param name="work">The command.</param>
    /// <param name="takesFile">Whether the command only reads, so that it accepts any ledger's file.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Use(
        string? first, string[] overrides, Streams streams, Func<LedgerPlace, int> work, bool takesFile)
    {
        if (first is not null && IsLedger(first)) return UseFile(first, overrides, streams, work, takesFile);
        var isDirectory = first is not null
            && (Path.EndsInDirectorySeparator(first)
                || (!first.All(char.IsAsciiDigit) && System.IO.Directory.Exists(first)));
        var configuration = isDirectory
            ? NodeConfiguration.Load(null, [.. overrides, $"p2pchain.data={first}"])
            : NodeConfiguration.Load(first, overrides);
        if (!configuration.Errors.IsEmpty) return ConfigCommands.Refuse(configuration, streams);
        var isNetworkSaid = !isDirectory || SaysNetwork(overrides);
        var network = configuration.Settings.Network;
        var place = new LedgerPlace(
            Path.GetFullPath(configuration.Settings.DataDirectory), isNetworkSaid ? network : null, network)
        {
            Upgrades = configuration.Settings.Upgrades,
        };
        return Run(place, work, streams);
    }

    private static int UseFile(
        string file, string[] overrides, Streams streams, Func<LedgerPlace, int> work, bool takesFile)
    {
        var directory = Path.GetDirectoryName(file) is { Length: > 0 } parent ? parent : "./";
        if (!takesFile)
        {
            streams.Errors.WriteLine(Path.GetFileName(file) == LedgerName
                ? $"{SafeLine.Of(file)} is a ledger: name the directory that it is in, {SafeLine.Of(directory)}."
                : $"{SafeLine.Of(file)} is a copy of a ledger: copy it to {LedgerName} in a directory of its own, "
                    + "and name that.");
            return ExitCode.Configuration;
        }

        var configuration = NodeConfiguration.Load(null, overrides);
        if (!configuration.Errors.IsEmpty) return ConfigCommands.Refuse(configuration, streams);
        var network = configuration.Settings.Network;
        var place = new LedgerPlace(Path.GetFullPath(directory), SaysNetwork(overrides) ? network : null, network)
        {
            Ledger = Path.GetFullPath(file),
            Upgrades = configuration.Settings.Upgrades,
        };
        return Run(place, work, streams);
    }

    private static bool SaysNetwork(string[] overrides) =>
        overrides.Any(set => set.StartsWith(NetworkKeys, StringComparison.Ordinal));

    /// <summary>Whether a word names a ledger's file, by its name or its first bytes. A pipe has no length.</summary>
    private static bool IsLedger(string file)
    {
        if (!File.Exists(file)) return false;
        if (Path.GetFileName(file) == LedgerName) return true;
        try
        {
            if (new FileInfo(file).Length < DatabaseMark.Length) return false;
            using var stream = File.OpenRead(file);
            var start = new byte[DatabaseMark.Length];
            stream.ReadExactly(start);
            return DatabaseMark.SequenceEqual(start);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // reading it as a configuration will say why
        }
    }

    private static int Run(LedgerPlace place, Func<LedgerPlace, int> work, Streams streams)
    {
        var failure = Attempt(place, work, out var exitCode);
        if (failure is not null) streams.Errors.WriteLine(failure.Sentence);
        return failure?.ExitCode ?? exitCode;
    }

    private static NodeFailure? Attempt(LedgerPlace place, Func<LedgerPlace, int> work, out int exitCode)
    {
        exitCode = ExitCode.Ok;
        try
        {
            exitCode = work(place);
            return null;
        }
        catch (NodeStartException error)
        {
            return error.Failure;
        }
        catch (ChainStoreException error)
        {
            return NodeFailure.Of(error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new NodeFailure(
                ExitCode.Disk,
                $"A file cannot be read or written ({CannotStart.OneLine(error.Message)}): "
                + $"{CannotStart.Advice(error)}.",
                error);
        }
    }
}
