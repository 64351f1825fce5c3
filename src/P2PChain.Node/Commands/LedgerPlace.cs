using P2PChain.Actors;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Model;
using P2PChain.Core.Storage;
using P2PChain.Node.Disk;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Commands;

/// <summary>Which ledger a command is about.</summary>
/// <param name="Directory">Its data directory's absolute path.</param>
/// <param name="Network">The network it should be of; null where nobody said, and the ledger says it.</param>
/// <param name="Configured">The network of a ledger that is yet to be made.</param>
internal sealed record LedgerPlace(string Directory, NetworkParameters? Network, NetworkParameters Configured)
{
    private const string LedgerName = "ledger.db";
    private const string NetworkKeys = "p2pchain.network.";

    /// <summary>The ledger's file.</summary>
    public string Ledger => Path.Combine(Directory, LedgerName);

    /// <summary>Finds the ledger, does the work, and turns what fails into a sentence and an exit code.</summary>
    /// <param name="first">A data directory, a configuration file, a port, or null.</param>
    /// <param name="overrides">The <c>key=value</c> of each <c>--set</c>.</param>
    /// <param name="streams">Where to print.</param>
    /// <param name="work">The command.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Use(string? first, string[] overrides, Streams streams, Func<LedgerPlace, int> work)
    {
        if (first is not null && Path.GetFileName(first) == LedgerName && File.Exists(first))
        {
            var directory = Path.GetDirectoryName(first) is { Length: > 0 } parent ? parent : "./";
            streams.Errors.WriteLine($"{SafeLine.Of(first)} is a ledger: name the directory that it is in, {SafeLine.Of(directory)}.");
            return ExitCode.Configuration;
        }

        var isDirectory = first is not null
            && (Path.EndsInDirectorySeparator(first) || (!first.All(char.IsAsciiDigit) && System.IO.Directory.Exists(first)));
        var configuration = isDirectory
            ? NodeConfiguration.Load(null, [.. overrides, $"p2pchain.data={first}"])
            : NodeConfiguration.Load(first, overrides);
        if (!configuration.Errors.IsEmpty) return ConfigCommands.Refuse(configuration, streams);
        var isNetworkSaid = !isDirectory || overrides.Any(set => set.StartsWith(NetworkKeys, StringComparison.Ordinal));
        var network = configuration.Settings.Network;
        var place = new LedgerPlace(
            Path.GetFullPath(configuration.Settings.DataDirectory), isNetworkSaid ? network : null, network);
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
                $"A file cannot be read or written ({CannotStart.OneLine(error.Message)}): make room, give this user the right to, or "
                + "repair the disk.",
                error);
        }
    }
}
